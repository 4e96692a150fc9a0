/*
 * The menus of the lists: filters of the boots, columns of any list.
 */
#ifndef PVSLEUTH_TUI_FILTER_H
#define PVSLEUTH_TUI_FILTER_H

#include "tui/chips.h"
#include "tui/menu.h"

/* The chips of a list of boots; applied and drawn by view_boots.c. */
struct chips *boots_chips(struct view *boots);
/* After a change of them. */
void boots_filtered(struct view *boots);

extern const struct menu_ops filter_menu, columns_menu;

#endif
