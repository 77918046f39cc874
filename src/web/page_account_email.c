/* page_account_email.c - /profil/keamanan/surel: proving the mailbox of one's own account. */
#include "domain/account.h"
#include "security.tpl.h"
#include "web/pages.h"
#include "web/view_account.h"

static const struct field_spec code_fields[] = {
	{ .name = "code",
	    .kind = F_CODE,
	    .max = 20,
	    .required = true,
	    .width = 10,
	    .label = N_("Kode 6 angka"),
	    .autocomplete = "one-time-code",
	    .msg_empty = N_("Isi kode dari email.") },
};
const struct form_spec form_account_code = FORM_SPEC(code_fields);

static enum rc
show(struct page *p)
{
	struct view_account_email v = { .form = &p->form,
		.helpdesk = p->d.conf->helpdesk_name,
		.helpdesk_contact = p->d.conf->helpdesk_contact };
	struct row_account self;
	struct err e;

	if (account_self(&p->d, &p->who, &self, &e) != RC_OK ||
	    account_email_waiting(&p->d, &p->who, &v.waiting, &e) != RC_OK)
		return page_redirect_z(p, "/profil/keamanan");
	v.email = self.email;
	v.proven = self.email_proven_s != SQL_NULL_INT;
	v.waiting = v.waiting && !v.proven;
	v.shell = page_shell(p, N_("Buktikan email"));
	page_render(p, tpl_account_email, &v);
	return RC_OK;
}

enum rc
page_account_email(struct page *p, struct err *e)
{
	(void)e;
	return show(p);
}

enum rc
page_account_email_post(struct page *p, struct err *e)
{
	enum rc rc = account_email_send(&p->d, &p->who, e);

	return rc != RC_OK ? rc
			   : page_redirect_flash(p, STR("/profil/keamanan/surel"),
				 N_("Kode sudah kami kirim. Buka email Anda."));
}

enum rc
page_account_email_code_post(struct page *p, struct err *e)
{
	enum rc rc;

	if (!form_ok(&p->form))
		return page_again(p, show);
	rc = account_email_prove(&p->d, &p->who, form_str(&p->form, "code"), e);
	if (rc == RC_DENIED) {
		form_error(&p->form, "code", e->msg);
		return page_again(p, show);
	}
	return rc != RC_OK ? rc
			   : page_redirect_flash(p, STR("/profil/keamanan"),
				 N_("Email Anda sudah terbukti."));
}
