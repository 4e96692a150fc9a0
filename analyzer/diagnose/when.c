/*
 * What a case must have for a rule to find anything at all (`when`): asked once per case, so that a rule that
 * would look for what is not there costs nothing, not even to be prepared. It never decides: a rule may say only
 * what its SELECT asks for anyhow. To add a word: a row here.
 */
#include "diagnose/internal.h"

#include <string.h>

#define SOME(table) "SELECT EXISTS (SELECT 1 FROM " table ")"

static const struct {
	const char *word, *sql;
} words[] = {
	{"failed", SOME("boot WHERE outcome = 'failed'")},
	{"failed_dhcp", SOME("boot WHERE outcome = 'failed' AND phase_reached = 'dhcp'")},
	{"failed_login", SOME("boot WHERE outcome = 'failed' AND phase_reached = 'login'")},
	{"stopped", SOME("boot WHERE outcome IN ('failed', 'incomplete')")},
	{"not_booted", SOME("boot WHERE outcome <> 'booted'")},
	{"open_start", SOME("boot WHERE open_start = 1 AND outcome <> 'leased'")},
	/* captures */
	{"cut", SOME("dhcp WHERE options_complete = 0")},
	{"drops", SOME("lossy")},
	{"duplicates", "SELECT EXISTS (SELECT 1 FROM ledger_entry WHERE bucket = 'duplicate') OR EXISTS (SELECT 1 FROM event_copy)"},
	/* messages */
	{"claimed", SOME("boot b JOIN arp a ON a.spa = b.lease_ip WHERE a.sha <> b.mac")},
	{"decline", SOME("event WHERE kind = 'dhcp-decline'")},
	{"http", SOME("event WHERE kind >= 'http-' AND kind < 'http.'")},
	{"ping", SOME("event WHERE kind = 'icmp-echo'")},
	{"relayed", SOME("dhcp INDEXED BY dhcp_relayed WHERE giaddr IS NOT NULL")},
	/* questions of DHCP */
	{"nak", SOME("exchange WHERE naks > 0")},
	{"reboot", SOME("exchange WHERE kind = 'request-reboot'")},
	{"retried", SOME("exchange WHERE offers > 0 AND skipped_secs IS NOT NULL AND answer_ns - first_ns >= 2000000000")},
	{"slow_offer", SOME("exchange WHERE offers > 0 AND (delay_low_ns >= 4000000000 OR delay_paired_ns >= 4000000000)")},
	{"two_leases", SOME("event e INDEXED BY event_kind CROSS JOIN dhcp d USING (event_id) WHERE e.kind = 'dhcp-ack'"
		" GROUP BY e.client HAVING min(d.yiaddr) <> max(d.yiaddr)")},
	{"starved", SOME("ask WHERE starved")},
	/* transfers */
	{"asked_again", SOME("transfer WHERE requests >= 2")},
	{"contents", SOME("transfer WHERE content_xxh3 > (SELECT min(content_xxh3) FROM transfer)")},
	{"resent", SOME("transfer WHERE repeats_data >= 3 OR repeats_ack >= 3")},
	{"slow_transfer", SOME("transfer WHERE turns >= 20 AND service_median_ns >= 20000000")},
	/* logins and reading */
	{"failover", SOME("boot_stream WHERE failover_ns IS NOT NULL")},
	{"rereads", SOME("boot_stream WHERE single_repeats + multi_repeats - retries >= 20")},
	{"slow_login", SOME("boot_stream WHERE login_answer_ns - login_ns >= 4000000000")},
	{"slow_reads", SOME("boot_stream WHERE single_reads >= 50 AND (single_service_min >= 5000000 OR"
		" (single_service_sum + single_transfer_sum + single_turn_sum) / single_reads >= 20000000)")},
	/* tables */
	{"boot_stream", SOME("boot_stream")},
	{"clock_step", SOME("clock_step")},
	{"flow", SOME("flow")},
	{"icmp", SOME("icmp")},
	{"l2", SOME("l2")},
	{"offer", SOME("offer")},
	{"pieces", SOME("pieces")},
	{"sql_call", SOME("sql_call")},
	{"transfer", SOME("transfer")},
};

_Static_assert(sizeof(words) / sizeof(words[0]) <= 64, "a bit for each word");

static int word_find(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == n && !strncmp(words[i].word, s, n))
			return (int)i;
	return -1;
}

int when_check(const struct rule *r, struct err *err)
{
	const char *list = r->when, *word;
	size_t n;

	while ((word = word_next(&list, &n)))
		if (word_find(word, n) < 0)
			return err_set(err, "%s: when: nothing is called \"%.*s\"", r->origin, (int)n, word);
	return 0;
}

static bool holds(struct store *s, struct whens *w, int word)
{
	uint64_t bit = UINT64_C(1) << word;

	if (!(w->asked & bit) && store_int(s, words[word].sql, NULL, 0, 1))
		w->there |= bit;
	w->asked |= bit;
	return w->there & bit;
}

bool when_holds(struct store *s, struct whens *w, const struct rule *r)
{
	const char *list = r->when, *word;
	size_t n;
	int found;

	while ((word = word_next(&list, &n))) {
		found = word_find(word, n);
		if (found >= 0 && !holds(s, w, found))
			return false;
	}
	return true;
}
