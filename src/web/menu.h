/* menu.h - the role menu in the header: only what the actor may open, with counts that wait. */
#ifndef WEB_MENU_H
#define WEB_MENU_H

#include "web/page.h"

struct menu menu_of(struct page *p);

#endif
