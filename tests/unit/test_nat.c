/*
 * boot/nat_match.c: whether two talks at two taps can be one behind a NAT. Each test says what the two taps hold.
 */
#include "boot/nat.h"
#include "scene.h"

#define UP true
#define DOWN false

/* A message at `ms`, of which `what` is the content. */
static void say(struct nat_talk *t, bool up, int64_t ms, int64_t what, int64_t ip_id)
{
	VEC_ROOM(t->message, t->messages, t->messages_cap);
	t->message[t->messages++] = (struct nat_message){.ns = START_NS + ms * MS, .content = what, .ip_id = ip_id, .ttl = 60, .up = up};
	if (up)
		t->asks++;
	else
		t->answers++;
}

static struct nat_talk talk(bool asker)
{
	return (struct nat_talk){.asker = asker, .whole = true, .first_ns = START_NS, .last_ns = START_NS + 10000 * MS,
		.from_ns = START_NS - 60000 * MS, .to_ns = START_NS + 60000 * MS, .uncertainty_ns = 100000, .capture_id = asker ? 1 : 2};
}

static enum nat_verdict judge(struct nat_talk *near, struct nat_talk *far)
{
	struct nat_match m = nat_compare(near, far, 250 * MS);
	enum nat_verdict v = nat_judge(near, far, &m);

	free(near->message);
	free(far->message);
	return v;
}

/* Request, answer and acknowledgement `late` ms behind the start, the way being one of 1 ms; the far tap is passed later
 * there and earlier back. */
static void there_and_back(struct nat_talk *t, bool far, int64_t late, int64_t up_id, int64_t down_id)
{
	int64_t way = far ? 1 : 0;

	say(t, UP, late + way, 1, up_id);
	say(t, DOWN, late + 10 - way, 2, down_id);
	say(t, UP, late + 20 + way, 3, up_id ? up_id + 1 : 0);
}

static void the_servers_numbers_are_sure(void **state)
{
	struct nat_talk near = talk(true), far = talk(false);

	(void)state;
	there_and_back(&near, false, 0, 7, 500);
	there_and_back(&far, true, 0, 7, 500);
	assert_int_equal(judge(&near, &far), NAT_SURE);
}

static void without_numbers_the_order_of_travel_has_to_do(void **state)
{
	struct nat_talk near = talk(true), far = talk(false);

	(void)state;
	there_and_back(&near, false, 0, 0, 0);
	there_and_back(&far, true, 0, 0, 0);
	assert_int_equal(judge(&near, &far), NAT_YES);
}

static void a_proxy_gives_numbers_of_its_own(void **state)
{
	struct nat_talk near = talk(true), far = talk(false);

	(void)state;
	there_and_back(&near, false, 0, 7, 500);
	there_and_back(&far, true, 0, 9000, 77);
	assert_int_equal(judge(&near, &far), NAT_YES);
}

static void some_numbers_kept_and_some_not_are_two_talks(void **state)
{
	struct nat_talk near = talk(true), far = talk(false);

	(void)state;
	there_and_back(&near, false, 0, 7, 500);
	there_and_back(&far, true, 0, 7, 501); /* the same ROM, answered by another datagram */
	assert_int_equal(judge(&near, &far), NAT_MAYBE);
}

static void a_neighbour_in_step_is_answered_too_late(void **state)
{
	struct nat_talk near = talk(true), far = talk(false);

	(void)state;
	there_and_back(&near, false, 0, 0, 0);
	there_and_back(&far, true, 5, 0, 0); /* its answer leaves the server after ours has arrived */
	assert_int_equal(judge(&near, &far), NAT_NO);
}

static void nothing_arrives_before_it_was_sent(void **state)
{
	struct nat_talk near = talk(true), far = talk(false);

	(void)state;
	say(&near, UP, 100, 1, 7);
	say(&far, UP, 90, 1, 7);
	assert_int_equal(judge(&near, &far), NAT_NO);
}

static void what_the_clocks_leave_open_is_no_contradiction(void **state)
{
	struct nat_talk near = talk(true), far = talk(false);

	(void)state;
	near.uncertainty_ns = far.uncertainty_ns = 10 * MS;
	say(&near, UP, 100, 1, 7);
	say(&far, UP, 90, 1, 7);
	assert_int_equal(judge(&near, &far), NAT_ALONE);
}

static void what_the_client_never_sent_is_anothers(void **state)
{
	struct nat_talk near = talk(true), far = talk(false);

	(void)state;
	say(&near, UP, 0, 1, 0);
	say(&near, UP, 4000, 1, 0);
	say(&far, UP, 1, 1, 0);
	say(&far, DOWN, 2, 2, 0);
	far.acks = 1; /* it went on with its answer */
	assert_int_equal(judge(&near, &far), NAT_NO);
}

static void a_tap_that_lost_frames_proves_nothing(void **state)
{
	struct nat_talk near = talk(true), far = talk(false);

	(void)state;
	near.whole = false;
	there_and_back(&near, false, 0, 0, 0);
	there_and_back(&far, true, 0, 0, 0);
	far.acks = 1;
	assert_int_equal(judge(&near, &far), NAT_YES);
}

static void two_that_speak_dhcp_are_two(void **state)
{
	struct nat_talk near = talk(true), far = talk(true);

	(void)state;
	there_and_back(&near, false, 0, 7, 500);
	there_and_back(&far, true, 0, 7, 500);
	assert_int_equal(judge(&near, &far), NAT_NO);
}

static void requests_alone_need_to_be_close(void **state)
{
	struct nat_talk near = talk(true), far = talk(false);

	(void)state;
	say(&near, UP, 0, 1, 7);
	say(&far, UP, 15, 1, 7);
	assert_int_equal(judge(&near, &far), NAT_ALONE);
	near = talk(true);
	far = talk(false);
	say(&near, UP, 0, 1, 7);
	say(&far, UP, 40, 1, 7);
	assert_int_equal(judge(&near, &far), NAT_MAYBE);
}

static void other_files_have_nothing_in_common(void **state)
{
	struct nat_talk near = talk(true), far = talk(false);

	(void)state;
	say(&near, UP, 0, 1, 7);
	say(&far, UP, 1, 2, 7);
	assert_int_equal(judge(&near, &far), NAT_NO);
}

static void repeats_find_their_own_by_number_then_by_time(void **state)
{
	struct nat_talk near = talk(true), far = talk(false);
	struct nat_match m;

	(void)state;
	say(&near, UP, 0, 1, 10);
	say(&near, UP, 100, 1, 11);
	say(&near, UP, 200, 1, 12);
	say(&far, UP, 101, 1, 11); /* the first one was lost */
	say(&far, UP, 201, 1, 12);
	m = nat_compare(&near, &far, 250 * MS);
	assert_int_equal(m.up, 2);
	assert_int_equal(m.same_up, 2);
	assert_int_equal(m.most_up, 1 * MS);
	free(near.message);
	free(far.message);
}

static void the_clearly_closer_one_stands_out(void **state)
{
	struct nat_match one = {.up = 1, .least_up = 1 * MS, .most_up = 1 * MS}, other = {.up = 1, .least_up = 30 * MS, .most_up = 30 * MS};

	(void)state;
	assert_true(nat_clearly_closer(&one, &other, 100000));
	assert_false(nat_clearly_closer(&other, &one, 100000));
	assert_false(nat_clearly_closer(&one, &other, 20 * MS)); /* the clocks are not known so well */
	other.least_up = other.most_up = 8 * MS;
	assert_false(nat_clearly_closer(&one, &other, 100000));
}

static void who_speaks_dhcp_is_nearer_then_who_asks_first(void **state)
{
	struct nat_talk a = talk(true), b = talk(false);
	struct nat_match later = {.up = 1, .least_up = 5 * MS, .most_up = 5 * MS}, turned = nat_turned(&later);

	(void)state;
	assert_true(nat_is_nearer(&a, &b, &turned));
	assert_false(nat_is_nearer(&b, &a, &later));
	a.asker = false;
	assert_true(nat_is_nearer(&a, &b, &later));
	assert_false(nat_is_nearer(&a, &b, &turned));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_servers_numbers_are_sure),
		cmocka_unit_test(without_numbers_the_order_of_travel_has_to_do),
		cmocka_unit_test(a_proxy_gives_numbers_of_its_own),
		cmocka_unit_test(some_numbers_kept_and_some_not_are_two_talks),
		cmocka_unit_test(a_neighbour_in_step_is_answered_too_late),
		cmocka_unit_test(nothing_arrives_before_it_was_sent),
		cmocka_unit_test(what_the_clocks_leave_open_is_no_contradiction),
		cmocka_unit_test(what_the_client_never_sent_is_anothers),
		cmocka_unit_test(a_tap_that_lost_frames_proves_nothing),
		cmocka_unit_test(two_that_speak_dhcp_are_two),
		cmocka_unit_test(requests_alone_need_to_be_close),
		cmocka_unit_test(other_files_have_nothing_in_common),
		cmocka_unit_test(repeats_find_their_own_by_number_then_by_time),
		cmocka_unit_test(the_clearly_closer_one_stands_out),
		cmocka_unit_test(who_speaks_dhcp_is_nearer_then_who_asks_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
