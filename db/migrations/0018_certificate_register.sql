-- 0018_certificate_register.sql - the register of an office (/kantor/sertifikat), newest first.
CREATE INDEX certificate_by_office ON certificate (office, issued_s, serial);
