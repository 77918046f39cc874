/*
 * ident.h - the identifiers of people and offices: what is typed, cleaned, checked and understood
 * (DOMAIN 3). Nothing here looks anything up.
 *
 * Every ident_* that takes a `typed` text returns RC_OK and writes *out, or returns RC_INVALID and
 * fills *why with the sentence of SCREENS for that field. Errors block. What is only suspicious is
 * a warning (ident_compare and the W_ bits): the file goes on, and an officer must give a reason.
 */
#ifndef DOMAIN_IDENT_H
#define DOMAIN_IDENT_H

#include "base/clock.h"
#include "domain/say.h"

enum sex { SEX_UNKNOWN, SEX_MAN, SEX_WOMAN, SEX__COUNT };

/* "L" or "P", as stored and sent by forms; anything else is SEX_UNKNOWN. */
enum sex sex_parse(str s);
const char *sex_code(enum sex s); /* "L", "P", "" */
const char *sex_label(
    enum sex s); /* N_("Laki-laki"), N_("Perempuan"), N_("tidak diketahui") */

enum nip_kind { NIP_PNS, NIP_PPPK, NIP__COUNT };
extern const char *const nip_kind_names[NIP__COUNT]; /* "PNS", "PPPK" */

struct nip {
	char digits[19];
	enum nip_kind kind;
	struct date birth;
	int year, month; /* first appointment; month 0 for PPPK */
	int contract;    /* PPPK: number of the contract, 1..9 */
	enum sex sex;
	int seq;
};

/* NIP of a PNS or PPPK, with copied spaces, dots and dashes dropped (DOMAIN 3.1). */
MUST_USE enum rc ident_nip(
    struct arena *a, str typed, struct date today, struct nip *out, struct say *why);
/* "19900805 201503 2 001", as people read it; other lengths come back unchanged. */
str ident_nip_spaced(struct arena *a, str digits);

struct nik {
	char digits[17];
	int province;
	bool province_known;
	struct date
	    birth; /* with the century that gives an age of 17 to 70, else the later one past */
	enum sex sex;
};

/* NIK of the e-KTP, 16 digits (DOMAIN 3.2). */
MUST_USE enum rc ident_nik(
    struct arena *a, str typed, struct date today, struct nik *out, struct say *why);
/* Name of the province of a NIK code, NULL if the code is not in force. */
const char *ident_province(int code);

/* Name as on the e-KTP, without titles: squeezed, typographic apostrophes and dashes made plain. */
MUST_USE enum rc ident_name(struct arena *a, str typed, str *out, struct say *why);
/* Does the name seem to hold a title ("Dr. Budi")? */
bool ident_name_has_title(struct arena *a, str name);

struct email {
	str address; /* as typed, domain in lower case: what mail is sent to */
	str ci;      /* all in lower case: what is compared */
};

/* Any address that can exist. */
MUST_USE enum rc ident_email_any(
    struct arena *a, str typed, struct email *out, struct say *why);
/* An official address in one of `domains` ("*.x.id" = everything below x.id). */
MUST_USE enum rc ident_email(struct arena *a, str typed, const str *domains,
    size_t n_domains, struct email *out, struct say *why);
/* Does the address look like a shared mailbox (cso.padang@, vera010@)? `words` is the list of them. */
bool ident_email_functional(
    struct arena *a, str address, const str *words, size_t n_words);

/* Mobile number to "+628..." . An empty text is an error; where it is optional, ask first. */
MUST_USE enum rc ident_phone(struct arena *a, str typed, str *out, struct say *why);
/* "+6281234567890" to "0812 3456 7890". */
str ident_phone_shown(struct arena *a, str stored);

/* User name that an office records: lower-cased, [a-z0-9._-], 8 to 32, not one of ours. */
MUST_USE enum rc ident_username(struct arena *a, str typed, str *out, struct say *why);
/* What may be typed where one signs in: lower-cased and trimmed, at most 100 bytes, not checked. */
str ident_username_typed(struct arena *a, str typed);
/* "adminkppn082" */
str ident_office_admin(struct arena *a, str office);

struct rank {
	const char *code;  /* "III/b", PPPK "IX" */
	const char *title; /* "Penata Muda Tingkat I"; NULL for PPPK */
	const char *label; /* "Penata Muda Tingkat I (III/b)", "Golongan IX (PPPK)" */
};
extern const struct rank ident_ranks[];
extern const size_t ident_n_ranks;
MUST_USE enum rc ident_rank(str code, const struct rank **out, struct say *why);
/* The label of a code, a C string that page_tr() takes; STR_NONE when the code is none or unknown. */
str ident_rank_label(str code);

/*
 * A line of text of at most `max` characters: no control characters, something in it. `empty` is
 * the sentence for nothing typed, N_("Isi jabatan.").
 */
MUST_USE enum rc ident_line(
    struct arena *a, str typed, size_t max, const char *empty, str *out, struct say *why);

/* A date of birth that a person at work can have: past, and 17 to 100 years ago. */
MUST_USE enum rc ident_birth(struct date birth, struct date today, struct say *why);
/* The date of a letter: not after today, not more than ten years ago. */
MUST_USE enum rc ident_letter_date(struct date d, struct date today, struct say *why);

/* Warnings: the file may go on, an officer must give a reason. */
enum ident_warning {
	W_BIRTH_NIP = 1 << 0, /* typed birth date differs from the NIP */
	W_BIRTH_NIK = 1 << 1, /* typed birth date differs from the NIK */
	W_NIP_NIK_BIRTH = 1 << 2,
	W_SEX_NIP = 1 << 3,
	W_SEX_NIK = 1 << 4,
	W_NIP_NIK_SEX = 1 << 5,
	W_PROVINCE = 1 << 6,
	W_MAILBOX = 1 << 7,
	W_TITLE = 1 << 8,
	W_AGE = 1 << 9, /* the NIK gives no age from 17 to 70 */
};
#define IDENT_WARNINGS 10

struct ident_facts { /* what is known; NULL and SEX_UNKNOWN where nothing is */
	const struct nip *nip;
	const struct nik *nik;
	const struct date *birth;
	enum sex sex;
	str name, email;
	const str *mailboxes; /* words of shared mailboxes */
	size_t n_mailboxes;
	struct date today;
};

struct ident_warnings {
	unsigned bits;
	struct say at[IDENT_WARNINGS];
	size_t n;
};

/* Everything that does not fit together, in the order of the bits. */
void ident_compare(
    struct arena *a, const struct ident_facts *f, struct ident_warnings *out);

#endif
