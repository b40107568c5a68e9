--- The same module as `whatsapp.registration`. If a function or method there
-- raises `err`, it returns `nil, err` here.
--
-- If a later page can't be read, the iterator of `phone_numbers` gives `false,
-- err`, and then ends, so that no loop takes an error for the end:
--
--     local numbers, err = client:phone_numbers { waba_id = id }
--     for number, problem in assert(numbers, err) do
--         if not number then
--             print(problem)
--             break
--         end
--     end
-- @module whatsapp.registration.safe

return require("whatsapp.registration.module").returning()
