/*
** Keeps this module mapped for the life of the process. libcurl's resolver
** threads can outlive the Lua state that started a lookup, and would return
** into unmapped code if the state's closing unloaded the module.
*/
#ifndef WA_STAY_LOADED_H
#define WA_STAY_LOADED_H

void wa_stay_loaded(void);

#endif
