/* The views of messages: text for people, with the lines concerned and carets under what is meant, and JSON for editors
 * and CI. Both show the messages in the order of the list (diags_sort) and append to `out`.
 *
 *     error[E0214]: `revenue` is money, but `"50k"` is text
 *       --> stages.rung:12:19
 *        |
 *     12 |   when revenue >= "50k"
 *        |        -------    ^^^^^ text
 *        |        |
 *        |        declared as money in stages.rung:4
 *        = help: Write an amount, for example 50_000.
 */
#ifndef LANG_DIAG_RENDER_H
#define LANG_DIAG_RENDER_H
#include "lang/base/buf.h"
#include "lang/diag.h"

/* Messages of at least that severity (DIAG_NOTE: all), a blank line between two. What a terminal would obey is shown as `?`, tabs are 4 columns
 * wide, and of a long line the part around what is meant is shown. */
void diag_render_text(const struct diags *diags, enum diag_severity least, bool colours, struct buf *out);

/* An array of objects: code, severity, file, line, column, end_line, end_column (null where there is none), title,
 * label, others (file, line, column, end_line, end_column, text), notes, helps. */
void diag_render_json(const struct diags *diags, struct buf *out);
#endif
