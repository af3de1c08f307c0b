"""What the pool on Kubernetes guarantees, shown by many claims, by explored sequences and by restarts at every step.

Each guard was taken out of a copy of the sources, one at a time, and each time a test failed: the one named here, of
which the name goes on. `test_guards.py` sees that they exist.

A pod never gets two sessions
| the resourceVersion in the claim                | kubernetes/test_claiming | of_many_claimers_in_two_pool_managers
| the resourceVersion when a warm pod retires     | kubernetes/test_outages  | removing_never_takes_a_pod
| the random pick                                 | kubernetes/test_claiming | claimers_spread_over_the_pool
| Ready, not dying, on a node that stays          | kubernetes/test_claiming | nothing_is_claimed_that_is
| of the serving revision                         | proof/test_guards        | only_the_revision_that_serves
| all of them amid faults                         | proof/test_storm         | of_many_claims_amid_faults

A project never has two pods, and a claim is for good
| a taken Lease isn't taken again                 | kubernetes/test_claiming | a_reservation_whose_answer_is_lost
| the resourceVersion in a Lease's change         | kubernetes/test_claiming | a_lease_of_an_older_reading
| a 404, 409 or silence is settled by reading     | kubernetes/test_claiming | a_404_or_409_on_ones_own_success
| no other pod as long as the first may be got    | kubernetes/test_claiming | a_claim_that_never_arrived
| a silent claim's pod comes first the next time  | kubernetes/test_claiming | a_claim_that_fell_silent
| the Lease's own pod comes first                 | proof/test_restarts      | an_opening_is_finished_once
| looked for uncached when it was another's       | kubernetes/test_claiming | two_pool_managers_that_claim
| one pod by compare-and-swap where two are at it | kubernetes/test_claiming | a_pool_manager_that_slept_through
| the Lease is read after the claim               | kubernetes/test_claiming | a_lease_that_closes_during
| claimed in vain: never warm again               | proof/test_guards        | a_pod_that_was_claimed_in_vain
| unsaved: never warm again                       | kubernetes/test_shrinking | a_used_pod_never_becomes_warm
| a dying pod isn't replaced in its epoch         | kubernetes/test_claiming | a_session_whose_pod_is_being_taken
| nor is one that vanished whole                  | kubernetes/test_outages  | a_pod_that_vanishes_whole
| nor one whose Lease didn't name it yet          | proof/test_restarts      | a_session_whose_pod_vanished
| a dying pod isn't handed over                   | kubernetes/test_shrinking | a_dying_pod_is_not_handed_over
| nor one that is gone                            | proof/test_guards        | a_pod_that_is_gone
| a settled pod is its Lease's                    | kubernetes/test_outages  | a_claim_that_its_pool_manager_never

Shrinking, rollouts and what others change cost nobody a session
| confirmed in line in a window                   | kubernetes/test_shrinking | in_a_shrink_window_a_claim_waits
| also a pod that was claimed before              | kubernetes/test_shrinking | a_pod_that_was_claimed_before
| and when the shrink is heard of later           | kubernetes/test_shrinking | a_shrink_that_is_heard_of_after
| others' changes open the window                 | kubernetes/test_shrinking | a_change_of_the_deployment_by_somebody
| it is open at first                             | proof/test_guards        | a_pool_manager_that_has_just_started
| and when Deployments aren't heard of            | proof/test_guards        | deployments_that_were_not_heard_of
| or watched                                      | proof/test_guards        | deployments_that_nobody_watches
| not while a claim is unseen by the ReplicaSet   | kubernetes/test_shrinking | the_pool_is_not_shrunk_before
| the surplus retires first                       | kubernetes/test_shrinking | the_surplus_retires_before
| never fewer than can be claimed                 | kubernetes/test_shrinking | the_number_never_falls_below
| retiring pods are cheap to delete               | proof/test_guards        | pods_that_retire_are_cheap
| the old revision serves until the new one shows | kubernetes/test_shrinking | a_new_revision_that_never_becomes_warm
| and then retires                                | kubernetes/test_shrinking | a_new_revision_is_claimed_once

Epochs and ends
| epochs rise, above the Lease's and the floor    | kubernetes/test_claiming | a_reservation_whose_answer_is_lost
| saved before the pod goes                       | proof/test_restarts      | a_closing_is_finished_once
| what could not save is kept                     | kubernetes/test_outages  | what_could_not_save
| the Lease closes before its pod ends            | proof/test_guards        | a_release_closes_the_lease
| its pod is looked for uncached                  | proof/test_guards        | a_release_ends_the_pod
| only this uid is deleted                        | kubernetes/test_outages  | a_release_deletes_the_pod
| a 409 without a version is settled              | proof/test_guards        | a_409_without_a_version
| work in flight holds a session                  | proof/test_machine       | what_must_hold_does_after_every_kind
| idle sessions go                                | replicas/test_endings    | an_idle_session_is_saved
| drained nodes' sessions move                    | replicas/test_endings    | a_cordoned_node_s_sessions
| a pod that is deleted ends its session          | kubernetes/test_claiming | a_session_whose_pod_is_being_taken
| a container that crashed does, too              | kubernetes/test_outages  | a_container_that_crashed
| openings are gone on with                       | replicas/test_sharing    | an_opening_whose_pool_manager_died
| endings are gone on with                        | proof/test_restarts      | a_closing_is_finished_once

The view of the cluster
| 410 lists anew                                  | kubernetes/test_watching | a_410_is_followed
| a deaf watch ends                               | kubernetes/test_watching | a_watch_that_tells_nothing
| lists come anew from time to time               | proof/test_guards        | everything_is_listed_anew
| an older version never replaces a newer one     | kubernetes/test_watching | events_that_come_late
| nor what is gone                                | proof/test_guards        | what_is_gone_is_not_brought_back
| what a list lacks is asked for                  | kubernetes/test_watching | a_suspiciously_empty_list
| an unread cluster isn't an empty one            | kubernetes/test_watching | a_cluster_that_was_never_read
| an absent API makes nobody silent               | kubernetes/test_outages  | a_pod_that_was_unready_when
| a lagging view doesn't end a session            | kubernetes/test_outages  | a_pool_manager_that_lags

The sweep, the depth, the line
| the ages                                        | kubernetes/test_sweep    | the_young_are_left_alone
| the cap on pods                                 | kubernetes/test_sweep    | a_sweep_takes_a_few_only
| the cap on leases                               | proof/test_sweep_guards  | few_leases_are_freed
| never half of all                               | kubernetes/test_sweep    | a_sweep_that_would_take_half
| never by a short list                           | proof/test_sweep_guards  | a_list_that_lacks_more_than_half
| never by an empty or forgetful Redis            | kubernetes/test_sweep    | an_empty_redis_sweeps_nothing
| what Redis says lives is left                   | kubernetes/test_sweep    | a_lease_whose_session_lives
| a pod's Lease is read again                     | proof/test_sweep_guards  | a_pod_whose_lease_was_missed
| a Lease's pods are listed again                 | proof/test_sweep_guards  | a_lease_whose_pod_was_missed
| a Lease that changed is left                    | proof/test_sweep_guards  | a_lease_that_changed
| the hard cap counts terminating pods            | kubernetes/test_shrinking | terminating_pods_count
| the breaker                                     | test_pool_plan           | a_failing_pool_tries_one_pod
| few specimens are kept                          | kubernetes/test_outages  | pods_that_never_become_warm
| the line is bounded                             | test_line                | a_full_line_refuses
"""

import pytest

pytest.register_assert_rewrite("tests.pool_manager.proof.machine")  # so that a failure tells what it found
