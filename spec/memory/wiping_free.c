/*
** For LD_PRELOAD: wipes what others than the module release, so that what is
** found in released memory is the module's own.
**
** The module itself calls malloc, calloc and free only.
*/
#define _GNU_SOURCE

#include <dlfcn.h>
#include <malloc.h>
#include <string.h>

void __libc_free(void *block);
void *__libc_realloc(void *block, size_t size);

static int is_module(void *address)
{
    Dl_info info;

    return dladdr(address, &info) != 0 && info.dli_fname != NULL &&
           strstr(info.dli_fname, "registration/transport.so") != NULL;
}

void free(void *block)
{
    if (block != NULL && !is_module(__builtin_return_address(0)))
        memset(block, 0, malloc_usable_size(block));
    __libc_free(block);
}

void *realloc(void *block, size_t size)
{
    size_t before = block != NULL ? malloc_usable_size(block) : 0;
    void *moved;

    if (before == 0 || size == 0)
        return __libc_realloc(block, size);
    moved = malloc(size);
    if (moved != NULL) {
        memcpy(moved, block, before < size ? before : size);
        free(block);
    }
    return moved;
}
