/* scan.h - pages that are pictures; inside the inspector, for who has the file open in qpdf. */
#ifndef INSPECTOR_SCAN_H
#define INSPECTOR_SCAN_H

#include <qpdf/qpdf-c.h>
#include <stdbool.h>

/*
 * Is there no text on the pages, nor in forms, that can be seen? Unpacks their content; what cannot be
 * followed counts as seen. `objects` is the highest object number.
 */
bool scan_without_text(qpdf_data q, int pages, int objects);

#endif
