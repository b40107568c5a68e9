/*
** A clock that never goes back.
*/
#ifndef WA_CLOCK_H
#define WA_CLOCK_H

/* Milliseconds, for timeouts */
long long wa_now(void);

/* Seconds as fine as the clock is, to say how long something took */
double wa_seconds(void);

#endif
