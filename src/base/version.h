/*
** The version of the library, as its rockspec and changelog have it.
*/
#pragma once

#define WA_VERSION "0.2.0"
