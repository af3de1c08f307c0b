from pathlib import Path

from common.git.manifest import MAIN, Manifest, ManifestLine, TemplateRef
from common.ids import new_id
from common.template_catalogue import TEMPLATES
from common.template_pack import build_template_pack
from common.tokens import PodClaims
from tests.session_pod.agent.harness import Harness, running_harness, until


def test_a_pod_is_warm_only_when_vite_answers() -> None:
    with running_harness() as harness:
        harness.project.vite_up = False
        assert harness.http.get("/healthz").json()["state"] == "warming"
        harness.project.vite_up = True
        health = harness.http.get("/healthz").json()
        expected = {"state": "warm", "viteUp": True, "isolation": "none", "turn": False}
        assert health == {"podUid": harness.settings.pod_uid, **expected}


def test_a_pod_is_ready_while_vite_answers_and_it_has_or_may_take_a_session() -> None:
    with running_harness() as harness:
        harness.project.vite_up = False
        assert harness.http.get("/readyz").status_code == 503
        harness.project.vite_up = True
        ready = harness.http.get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {})
        assert harness.activate().status_code == 200
        assert harness.http.get("/readyz").status_code == 200


def test_a_pod_that_could_not_take_its_session_is_not_ready(warm: Harness) -> None:
    warm.edge.packs.append("pack-" + "0" * 40)
    assert warm.activate().status_code == 503
    assert warm.http.get("/readyz").status_code == 503


def test_activation_checks_out_the_head_in_place(warm: Harness) -> None:
    warm.edge.commit({"src/MyVideo.tsx": "export const title = 'new';\n", "src/Other.tsx": "export {};\n"})
    untouched = (warm.root / "src/Root.tsx").stat().st_mtime_ns
    answer = warm.activate()
    assert answer.json() == {"sha": warm.edge.head, "state": "ready"}
    assert (warm.root / "src/MyVideo.tsx").read_text() == "export const title = 'new';\n"
    assert (warm.root / "src/Other.tsx").exists()
    assert not (warm.root / "stray.ts").exists()
    assert (warm.root / "src/Root.tsx").stat().st_mtime_ns == untouched
    assert not (warm.root / ".git").exists()
    assert warm.project.armed == [{"sessionId": warm.claims.session_id, "epoch": 1}]
    assert warm.project.heads[-1] == {"sha": warm.edge.head, "dirty": False}
    health = warm.http.get("/healthz").json()
    assert (health["state"], health["sessionId"], health["epoch"]) == ("active", warm.claims.session_id, 1)


def test_without_a_manifest_the_pod_fetches_it(warm: Harness) -> None:
    assert warm.activate(with_repo=False).json()["sha"] == warm.edge.head


def test_a_manifest_whose_packs_are_gone_is_read_again(warm: Harness) -> None:
    warm.edge.commit({"src/a.ts": "1"})
    stale = warm.edge.manifest()
    gone = stale.fields.model_copy(update={"packs": ["pack-" + "0" * 40]})
    snapshot = Manifest.build(gone).snapshot().model_dump(exclude_none=True)
    answer = warm.http.post("/activate", json={**warm.activation_body(), "repo": snapshot}, headers=warm.activation())
    assert answer.json()["sha"] == warm.edge.head


def test_a_manifest_whose_packs_stay_gone_is_read_three_times(warm: Harness) -> None:
    warm.edge.packs.append("pack-" + "0" * 40)
    assert warm.activate().status_code == 503
    assert len([name for name in warm.edge.packs_read if name.startswith("pack-000")]) >= 3


def test_a_large_file_comes_with_the_checkout_and_another_versions_large_file_does_not(warm: Harness) -> None:
    warm.edge.commit({"public/old.bin": "an old film\n"})
    warm.edge.compact(large=("public/old.bin",))
    warm.edge.commit({"public/film.bin": "a film\n", "public/old.bin": "gone\n"})
    warm.edge.compact(large=("public/film.bin",))
    assert warm.activate().json() == {"sha": warm.edge.head, "state": "ready"}
    assert (warm.root / "public/film.bin").read_text() == "a film\n"
    old, film = warm.edge.large_packs
    assert f"{film}.pack" in warm.edge.packs_read
    assert f"{old}.pack" not in warm.edge.packs_read


def test_the_templates_pack_is_in_the_pod_before_a_project_is(warm: Harness) -> None:
    settings = warm.settings
    template = build_template_pack(settings.template_id, settings.template_dir)
    assert (settings.repository_dir / "objects/pack" / f"{template.name}.pack").read_bytes() == template.pack
    line = ManifestLine(
        epoch=0,
        refs={MAIN: template.head},
        base=template.head,
        template=TemplateRef(id="default", head=template.head, packs=[template.name]),
        packs=[],
    )
    snapshot = Manifest.build(line).snapshot().model_dump(exclude_none=True)
    warm.edge.fail("GET", "/repo", times=10_000)
    body = {**warm.activation_body(), "repo": snapshot}
    answer = warm.http.post("/activate", json=body, headers=warm.activation())
    assert answer.json() == {"sha": template.head, "state": "ready"}
    assert (warm.root / "src/Root.tsx").read_bytes() == (settings.template_dir / "src/Root.tsx").read_bytes()


def test_the_other_templates_packs_follow(tmp_path: Path) -> None:
    (tmp_path / "catalogue.json").write_bytes((TEMPLATES / "catalogue.json").read_bytes())
    for name in ("blank", "quote"):
        (tmp_path / name).symlink_to(TEMPLATES / name)
    pack = build_template_pack("quote", TEMPLATES / "quote").name
    with running_harness(templates_dir=tmp_path) as harness:
        kept = harness.settings.repository_dir / "objects/pack" / f"{pack}.idx"
        until("the pack of another template", lambda: kept.exists() or None)


def test_a_pod_without_its_template_fetches_the_pack() -> None:
    with running_harness(template_dir=Path("/nowhere")) as harness:
        assert harness.activate().json() == {"sha": harness.edge.head, "state": "ready"}


def test_a_pod_is_warm_only_after_vite_has_checked_the_template(warm: Harness) -> None:
    warm.project.no_checks = True
    assert warm.http.get("/healthz").json()["state"] == "warming"
    warm.project.no_checks = False
    assert warm.http.get("/healthz").json()["state"] == "warm"


def test_code_that_does_not_compile_opens_as_broken(warm: Harness) -> None:
    warm.project.broken_while = "Slow Coast"
    assert warm.activate().json()["state"] == "broken"
    with warm.browser() as browser:
        snapshot = browser.wait("snapshot")
        assert snapshot["session"]["state"] == "broken"
        assert snapshot["check"]["findings"][0]["file"] == "src/MyVideo.tsx"


def test_an_activation_token_is_burnt_on_first_use(warm: Harness) -> None:
    headers = warm.activation()
    assert warm.activate(headers=headers).status_code == 200
    again = warm.activate(headers=headers)
    assert (again.status_code, again.json()["code"]) == (401, "token_used")


def test_the_same_session_asked_again_gets_the_same_answer(live: Harness) -> None:
    assert live.activate().json() == {"sha": live.edge.head, "state": "ready"}


def test_another_session_or_an_older_epoch_is_refused_as_superseded(live: Harness) -> None:
    other = PodClaims(live.claims.project_id, new_id(), 2)
    older = PodClaims(live.claims.project_id, live.claims.session_id, 0)
    for claims in (other, older):
        answer = live.activate(claims=claims)
        assert (answer.status_code, answer.json()["code"]) == (409, "superseded")


def test_tokens_for_another_pod_or_signed_by_the_wrong_key_are_refused(warm: Harness) -> None:
    foreign = warm.activation(pod_uid="pod-0000000002")
    forged = {"Authorization": f"Bearer {warm.keys.signers['edge'].mint_activation(warm.claims, 'pod-0000000001')}"}
    assert warm.activate(headers=foreign).status_code == 401
    assert warm.activate(headers=forged).status_code == 401
    assert warm.http.post("/activate", json={}).status_code == 401
    assert warm.http.get("/healthz").json()["state"] == "warm"


def test_a_token_for_another_session_than_the_body_is_refused(warm: Harness) -> None:
    other = PodClaims(warm.claims.project_id, new_id(), 1)
    assert warm.activate(headers=warm.activation(other)).status_code == 403


def test_a_pod_that_failed_to_activate_is_not_reused(warm: Harness) -> None:
    warm.project.vite_up = False
    assert warm.activate().status_code == 503
    assert warm.http.get("/healthz").json()["state"] == "failed"
    warm.project.vite_up = True
    assert warm.activate().json()["code"] == "not_warm"


def test_bad_requests_are_problems_that_name_the_field(warm: Harness) -> None:
    answer = warm.http.post("/activate", json={"epoch": "x"}, headers=warm.activation())
    assert answer.status_code == 422
    assert {"field": "podToken", "message": "Field required"} in answer.json()["errors"]
    assert warm.http.post("/activate", content=b"nope", headers=warm.activation()).status_code == 400
    assert warm.http.get("/nowhere").status_code == 404
    assert warm.http.get("/activate").status_code == 405


def test_hints_need_the_edges_token_for_this_session(live: Harness) -> None:
    foreign = {"Authorization": f"Bearer {live.keys.signers['edge'].mint_hint(new_id())}"}
    for path in ("/turns", "/head", "/stop"):
        assert live.http.post(path, json={}, headers=foreign).status_code == 401
        assert live.http.post(path, json={}).status_code == 401
    assert live.hint("/turns").status_code == 202
