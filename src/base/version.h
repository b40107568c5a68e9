/*
** The version of the library, as its rockspec and changelog have it.
*/
#ifndef WA_VERSION_H
#define WA_VERSION_H

#define WA_VERSION "0.2.0"

#endif
