/* Working days: Monday to Friday, without holidays. Holidays are a text of ISO dates in ascending order, each once and
 * none on a weekend, with the same separator between all of them: "2026-10-02; 2026-12-25". */
#ifndef LANG_BASE_WORKDAY_H
#define LANG_BASE_WORKDAY_H
#include "lang/base/date.h"

/* Working days after `from`, up to `to` included; negative when `to` lies before `from`. Neither is never. */
int64_t workdays_between(date from, date to, struct str holidays);
/* The day that many working days after `d`, before it when negative; 0 gives `d` itself. False when it lies outside the
 * calendar. never stays never. */
bool workdays_add(date d, int64_t count, struct str holidays, date *out);
#endif
