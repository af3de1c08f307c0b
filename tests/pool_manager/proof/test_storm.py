"""A few hundred claims amid faults; `make bench BENCH=claims` has 10,000 by 64 claimers."""

from tests.pool_manager.kube.cluster import Cluster
from tests.pool_manager.proof.storm import Storm


def test_of_many_claims_amid_faults_none_is_double_leaked_or_without_its_pod(cluster: Cluster) -> None:
    outcome = Storm(cluster, claims=200, claimers=16).run()
    assert outcome.double_claims == []
    assert outcome.leaks == []
    assert outcome.without_pod == []
    assert outcome.wrong == []
    assert outcome.open >= 200
    assert outcome.faults > 50, "or nothing was to be feared"
