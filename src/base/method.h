/*
** The methods of HTTP that the Graph API is asked with.
*/
#pragma once

enum wa_method {
    WA_GET, /* a read: may be sent twice */
    WA_POST,
    WA_DELETE
};
