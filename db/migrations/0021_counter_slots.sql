-- 0021_counter_slots.sql - when the counter of an office is open, and who comes when.

-- `hours`: seven days from Sunday, each as people write it: ";08.00-12.00, 13.00-15.00;...".
CREATE TABLE counter_schedule (
  office text PRIMARY KEY REFERENCES office (code),
  hours text NOT NULL,
  minutes bigint NOT NULL CHECK (minutes BETWEEN 10 AND 120),
  places bigint NOT NULL CHECK (places BETWEEN 1 AND 20),
  version bigint NOT NULL,
  changed_s bigint NOT NULL,
  changed_by text NOT NULL REFERENCES account (id)
);

CREATE TABLE counter_closed (
  office text NOT NULL REFERENCES office (code),
  date text NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (office, date)
);

-- One row a person: the key is what keeps two from taking the last place.
CREATE TABLE counter_slot (
  office text NOT NULL REFERENCES office (code),
  at_s bigint NOT NULL,
  place bigint NOT NULL,
  application text NOT NULL UNIQUE REFERENCES application (id),
  minutes bigint NOT NULL,
  taken_s bigint NOT NULL,
  reminded_s bigint,
  PRIMARY KEY (office, at_s, place)
);
CREATE INDEX counter_slot_by_time ON counter_slot (at_s, application);
