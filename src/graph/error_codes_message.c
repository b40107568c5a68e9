#include "error_codes.h"

#define ANY WA_ANY_SUBCODE

/*
** What is answered about messages. Meanings and waits are from Meta's
** error-code reference if no other source is named.
*/
static const struct wa_error_code rows[] = {
    /* One message to one recipient */
    { 130472, 130472, ANY, WA_RECIPIENT, 0, NULL,
      "The message was held back as the recipient is part of an experiment of "
      "Meta's: reach this person another way." },
    { 131021, 131021, ANY, WA_RECIPIENT, 0, NULL,
      "The recipient is the sender: write to another number." },
    { 131026, 131026, ANY, WA_RECIPIENT, 0, NULL,
      "The message can't be delivered: the recipient may not use WhatsApp, "
      "have an old version, or not have accepted its terms." },
    { 131030, 131030, ANY, WA_RECIPIENT, 0, NULL,
      "A test number writes only to listed recipients: add this one to the "
      "list in the app dashboard." },
    /* Seen with 131030: piusalfred/whatsapp. */
    { 2655007, 2655007, ANY, WA_RECIPIENT, 0, NULL,
      "A test number writes only to listed recipients: add this one to the "
      "list in the app dashboard." },
    { 131047, 131047, ANY, WA_RECIPIENT, 0, NULL,
      "The recipient last wrote more than 24 hours ago: send a template "
      "message." },
    { 131049, 131049, ANY, WA_RECIPIENT, 86400, NULL,
      "Meta chose not to deliver this message: wait at least 24 hours before "
      "sending it again." },
    { 131050, 131050, ANY, WA_RECIPIENT, 0, NULL,
      "The recipient has stopped marketing messages from this business: send "
      "no more of them." },
    /* A hash that the sender asks for: david-lev/pywa. */
    { 137000, 137000, ANY, WA_API, 0, NULL,
      "The recipient's identity is not the expected one: confirm who uses the "
      "number, then send with the new identity hash." },

    /* Other messages */
    { 131035, 131035, ANY, WA_API, 0, NULL,
      "The message expired before it could be delivered, as the number keeps "
      "no messages: send it again." },
    { 131036, 131036, ANY, WA_API, 0, NULL,
      "The message's content was gone before it could be delivered, as the "
      "number keeps no messages: send it again." },
    { 131052, 131052, ANY, WA_API, 0, NULL,
      "Media that the user sent could not be downloaded: ask for it by "
      "another way." },
    { 131053, 131053, ANY, WA_API, 0, NULL,
      "The media could not be uploaded: check that its type is supported and "
      "fits its content." },
    { 131055, 131055, ANY, WA_API, 0, NULL,
      "This API sends only marketing templates: send one of those, or use the "
      "Cloud API." },
    { 132000, 132069, ANY, WA_API, 0, NULL,
      "Something is wrong with the template or flow of the message: the "
      "server's message says what, and WhatsApp Manager shows its state." },
    { 134100, 134100, ANY, WA_API, 0, NULL,
      "This API sends only templates of the category MARKETING: send one of "
      "those, or use the Cloud API." },
    { 134101, 134101, ANY, WA_API, 600, NULL,
      "The template is still being synchronised: wait 10 minutes, then send "
      "again.",
      .action = WA_WAIT },
    { 134102, 134102, ANY, WA_API, 0, NULL,
      "The template can't be used: check that the account is onboarded for "
      "the Marketing Messages API." },
};

const struct wa_error_table wa_message_codes = { rows, sizeof(rows) /
                                                           sizeof(rows[0]) };
