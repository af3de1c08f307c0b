"""The Deployment controller: a ReplicaSet a pod template, scaled over from the old ones to the new one."""

import hashlib
import json
import math

from tests.pool_manager.kube.controller import Controller
from tests.pool_manager.kube.defaults import now
from tests.pool_manager.kube.patches import MERGE
from tests.pool_manager.kube.resources import DEPLOYMENTS, REPLICA_SETS, Json
from tests.pool_manager.kube.store import Change, Key, Version

HASH_LABEL = "pod-template-hash"


class Deployments(Controller):
    name = "deployment"

    def on_change(self, change: Change) -> None:
        if change.resource is DEPLOYMENTS:
            self.enqueue(change.last.key, self.delay_seconds)
        elif change.resource is REPLICA_SETS:
            for owner in change.last.owners:
                if owner["kind"] == "Deployment":
                    self.enqueue((change.last.key[0], owner["name"]), self.delay_seconds)

    def sync(self, key: Key) -> None:
        deployment = self.api.store.get(DEPLOYMENTS, key)
        if deployment is None or deployment.dying:
            return
        sets = self._sets_of(deployment)
        name = f"{key[1]}-{template_hash(deployment)}"
        new = next((one for one in sets if one.key[1] == name), None)
        old = [one for one in sets if one is not new]
        if new is None and not deployment.body["spec"].get("paused"):
            new = self._create(deployment, name)
        if new is not None:
            self._scale(deployment, new, old)
        self._tell_status(deployment, name)

    def _sets_of(self, deployment: Version) -> list[Version]:
        found = (self.api.store.get(*place) for place in self.api.store.dependents(deployment.uid))
        return [one for one in found if one is not None and one.body["kind"] == "ReplicaSet"]

    def _create(self, deployment: Version, name: str) -> Version:
        spec = deployment.body["spec"]
        mark = {HASH_LABEL: template_hash(deployment)}
        template = spec["template"]
        metadata = template.get("metadata") or {}
        labels = {**(metadata.get("labels") or {}), **mark}
        selector = {**spec["selector"], "matchLabels": {**(spec["selector"].get("matchLabels") or {}), **mark}}
        owner = {"apiVersion": "apps/v1", "kind": "Deployment", "name": deployment.key[1], "uid": deployment.uid}
        body: Json = {
            "metadata": {
                "name": name,
                "labels": labels,
                "ownerReferences": [{**owner, "controller": True, "blockOwnerDeletion": True}],
            },
            "spec": {
                "replicas": 0,
                "selector": selector,
                "template": {**template, "metadata": {**metadata, "labels": labels}},
            },
        }
        return self.api.create(REPLICA_SETS, deployment.key[0], body, self.because("new template"))

    def _scale(self, deployment: Version, new: Version, old: list[Version]) -> None:
        spec = deployment.body["spec"]
        wanted = spec["replicas"]
        active = [one for one in old if one.body["spec"]["replicas"]]
        if not active:
            self._set_replicas(new, wanted)
        elif spec["strategy"].get("type") == "Recreate":
            for one in active:
                self._set_replicas(one, 0)
            if not any((one.body["status"] or {}).get("replicas") for one in old):
                self._set_replicas(new, wanted)
        else:
            self._roll(spec, new, active)

    def _roll(self, spec: Json, new: Version, old: list[Version]) -> None:
        wanted = spec["replicas"]
        surge, unavailable = _limits(spec)
        total = sum(_replicas(one) for one in (new, *old))
        grown = max(_replicas(new), min(wanted, _replicas(new) + wanted + surge - total))
        if grown > _replicas(new):
            self._set_replicas(new, grown)
            total += grown - _replicas(new)
        missing = grown - _available(new)
        removable = total - (wanted - unavailable) - missing
        for one in old:
            cut = min(_replicas(one), max(removable, 0))
            if cut:
                self._set_replicas(one, _replicas(one) - cut)
                removable -= cut

    def _set_replicas(self, one: Version, replicas: int) -> None:
        if _replicas(one) != replicas:
            scale = {"spec": {"replicas": replicas}}
            self.api.patch(REPLICA_SETS, one.key, scale, MERGE, self.because(f"scale to {replicas}"))

    def _tell_status(self, deployment: Version, new_name: str) -> None:
        sets = self._sets_of(deployment)
        wanted = deployment.body["spec"]["replicas"]
        available = sum(_available(one) for one in sets)
        updated = sum((one.body["status"] or {}).get("replicas", 0) for one in sets if one.key[1] == new_name)
        status: Json = {
            "observedGeneration": deployment.body["metadata"]["generation"],
            "replicas": sum((one.body["status"] or {}).get("replicas", 0) for one in sets),
            "updatedReplicas": updated,
            "readyReplicas": available,
            "availableReplicas": available,
            "unavailableReplicas": max(wanted - available, 0),
        }
        enough = available >= wanted - _limits(deployment.body["spec"])[1]
        old = {one["type"]: one for one in (deployment.body["status"] or {}).get("conditions") or ()}
        conditions = [_condition("Available", enough), _condition("Progressing", value=True)]
        status["conditions"] = [
            old[one["type"]] if old.get(one["type"], {}).get("status") == one["status"] else one for one in conditions
        ]
        self.api.set_status(DEPLOYMENTS, deployment.key, status, self.because("status"))


def template_hash(deployment: Version) -> str:
    text = json.dumps(deployment.body["spec"]["template"], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _condition(kind: str, value: bool) -> Json:
    return {"type": kind, "status": str(value), "lastTransitionTime": now(), "lastUpdateTime": now()}


def _replicas(replica_set: Version) -> int:
    replicas: int = replica_set.body["spec"]["replicas"]
    return replicas


def _available(replica_set: Version) -> int:
    available: int = (replica_set.body.get("status") or {}).get("availableReplicas", 0)
    return available


def _limits(spec: Json) -> tuple[int, int]:
    """How many more than wanted, how many fewer, while it rolls."""
    rolling = (spec["strategy"].get("rollingUpdate") or {}) if "strategy" in spec else {}
    surge, unavailable = rolling.get("maxSurge", "25%"), rolling.get("maxUnavailable", "25%")
    wanted = spec["replicas"]
    more = math.ceil(wanted * int(surge.rstrip("%")) / 100) if isinstance(surge, str) else surge
    fewer = wanted * int(unavailable.rstrip("%")) // 100 if isinstance(unavailable, str) else unavailable
    return more, fewer if more or fewer else 1
