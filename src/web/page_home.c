/* page_home.c - the first page, and whether we are alive. */
#include "web/pages.h"

#include "web/app.h"
#include "web/view_landing.h"
#include "landing.tpl.h"

enum rc
page_home(struct page *p, struct err *e)
{
	struct view_landing v = { .shell = page_shell(p, N_("Daftar tanda tangan elektronik")),
		.open = true };

	(void)e;
	page_render(p, tpl_landing, &v);
	return RC_OK;
}

/* The process answers: nothing else is looked at. */
enum rc
page_healthz(struct page *p, struct err *e)
{
	(void)e;
	return page_json(p, STR("{\"status\":\"ok\"}\n"));
}

/* The database answers too, so a load balancer may send people here. */
enum rc
page_readyz(struct page *p, struct err *e)
{
	enum rc rc = domain_ready(&p->d, e);

	return rc != RC_OK ? rc : page_json(p, STR("{\"status\":\"ready\"}\n"));
}
