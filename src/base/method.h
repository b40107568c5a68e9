/*
** The methods of HTTP that the Graph API is asked with.
*/
#ifndef WA_METHOD_H
#define WA_METHOD_H

enum wa_method {
    WA_GET, /* a read: may be sent twice */
    WA_POST,
    WA_DELETE
};

#endif
