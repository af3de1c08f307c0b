// Generated from the edge’s routes by `make generate`. Do not edit.
export interface paths {
    "/api/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the front end needs before sign-in; public. */
        get: operations["config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the service is alive, its version, and how well pods shut the agent's commands in. */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The profile, made on the first call, and what is left to spend on the model. */
        get: operations["me"];
        put?: never;
        post?: never;
        /** Erase the account: access tokens, own projects for good, membership of others, the profile and the sign-in. */
        delete: operations["delete_me"];
        options?: never;
        head?: never;
        /** Change the name or the preferences. */
        patch: operations["change_me"];
        trace?: never;
    };
    "/api/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All own data as a zip: profile, own projects with messages and files at the newest checkpoint, and one's own
         * @description messages in the projects of others. 429 while others' downloads are being made, 413 past 128 MiB.
         */
        get: operations["export_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for one's own e-mail address; nothing as long as the address isn't confirmed. */
        get: operations["list_own_invites"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/invites/{invite_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** It is gone. 204 also for one that was never one's own. */
        delete: operations["decline_invite"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/invites/{invite_id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join the project. 403 `email_unverified`, 404 `invite_not_found` also for an invite of somebody else's. */
        post: operations["accept_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own tokens, newest first, without their secrets. */
        get: operations["list_tokens"];
        put?: never;
        /** Make a token: the only answer that holds its secret. 409 `too_many_tokens` past 20. */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** It stops working at once. 204 also for one that is gone, or was never one's own. */
        delete: operations["revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own and shared projects. */
        get: operations["list_projects"];
        put?: never;
        /** Create a project. It is `seeding` first, then `ready`; the same id again gives the same project. */
        post: operations["create_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One project. */
        get: operations["get_project"];
        put?: never;
        post?: never;
        /** To the trash for 30 days; with `purge=true` a project that is in the trash goes for good. */
        delete: operations["remove_project"];
        options?: never;
        head?: never;
        /** Rename, describe, or change the video's size, rate and length: the last is also committed to the code. */
        patch: operations["change_project"];
        trace?: never;
    };
    "/api/projects/{project_id}/access-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who waits for an answer, oldest first. */
        get: operations["list_access_requests"];
        put?: never;
        /**
         * Ask the owner to be let in. 202 whether or not there is such a project: a stranger learns nothing of it. 403
         * @description `email_unverified`, as an owner decides by the address.
         */
        post: operations["ask_for_access"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/access-requests/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let them in, or not. 404 `request_not_found` for one who doesn't wait (any more). 409 `too_many_members`. */
        post: operations["answer_access_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project at a version: a zip of its files and uploads that builds with `npm ci && npx remotion render`, or a
         * @description git bundle of its history up to there for `git clone`. 429 while others' downloads are being made, 413 past 128 MiB.
         */
        get: operations["download_archive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The files that are stored, newest first, each with an address that shows it for an hour; also those that were
         * @description removed, which older versions play.
         */
        get: operations["list_assets"];
        put?: never;
        /** Ask where to put a file's bytes; then `complete`. 409 `assets_full` when the project has no room for it. */
        post: operations["upload_asset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/assets/{asset_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a file out of the project, as a checkpoint; older versions keep it. An upload under way is given up. */
        delete: operations["remove_asset"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/assets/{asset_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The bytes are there: they are looked into, and the file is put into the project as a checkpoint. Again: the
         * @description same. 409 `not_uploaded`; 422 `upload_refused` for what isn't what it said, which is then gone.
         */
        post: operations["complete_asset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/assets/{asset_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a file that was removed, or that the newest version doesn't have, into the project again. */
        post: operations["restore_asset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/branches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The branches that were kept. */
        get: operations["list_branches"];
        put?: never;
        /**
         * Keep the line of work that ends in a checkpoint, for good, and say so in the chat. 409 `name_taken` when the name
         * @description means another one.
         */
        post: operations["make_branch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The history, or that of a branch, newest first. */
        get: operations["list_checkpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/checkpoints/{sha}/name": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a checkpoint a name, for good. 409 `name_taken` when another one has it; a second name replaces the first
         * @description in lists, and both lead here.
         */
        put: operations["name_checkpoint"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/checkpoints/{sha}/player": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A checkpoint as a page that plays it, without touching the project's files: `url`, good for an hour, once it is
         * @description built by the project's workspace, which is opened for it where it isn't open. Ask again to hear how it goes.
         */
        post: operations["ask_player"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/checkpoints/{sha}/poster": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One telling frame of a checkpoint, at most 640 pixels on its longest side. 404 `no_strip` until it is drawn. */
        get: operations["get_poster"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/checkpoints/{sha}/strip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Frames of a checkpoint in one JPEG. 404 `no_strip` until they are drawn; the same for ever afterwards. */
        get: operations["get_strip"];
        put?: never;
        /**
         * Have the strip of a checkpoint drawn by the project's workspace, which is opened for it where it isn't open. Ask
         * @description again to hear how it goes.
         */
        post: operations["ask_strip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/checkpoints/{sha}/strip/about": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which frames the strip has, and where. 404 `no_strip` until they are drawn. */
        get: operations["get_strip_about"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/checkpoints/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One checkpoint. */
        get: operations["get_checkpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/checkpoints/{version}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changed since another checkpoint, file by file. */
        get: operations["compare_checkpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/checkpoints/{version}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the project as it was at that checkpoint, as a new checkpoint: nothing is lost, and it can be undone. */
        post: operations["restore_checkpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/duplicate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy a project at a version, as a project of one's own: files and history, without chat and members. The same
         * @description id again gives the same copy.
         */
        post: operations["duplicate_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/edits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change files without the agent, as a new checkpoint; the head, where they are so already. 409 `head_moved`, with
         * @description the `head`, when somebody else was first.
         */
        post: operations["edit_files"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The files at a version. */
        get: operations["list_files"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/files/{file_path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file at a version, as text where it is text. At most 1 MiB. */
        get: operations["read_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The invites that wait, oldest first. */
        get: operations["list_invites"];
        put?: never;
        /** Invite an e-mail address, or change the role that waits for it. 409 `already_member`, `too_many_members`. */
        post: operations["create_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/invites/{invite_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** It lets nobody in any more. 204 also for one that is gone. */
        delete: operations["withdraw_invite"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The project's watch link, if it has one. */
        get: operations["list_links"];
        put?: never;
        /** The project's watch link, made now if it has none; the newest version's player is built for it. */
        post: operations["make_link"];
        /** Nobody watches by it any more; a new one has another address. */
        delete: operations["revoke_link"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody who may open the project, the owner first; e-mail addresses are told to the owner only. */
        get: operations["list_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/members/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Another role for a member, also where they have the project open. 409 `owner_stays`. */
        put: operations["put_member"];
        post?: never;
        /** Take a member's access away, at once also where they have the project open; with `me`, leave. */
        delete: operations["delete_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest messages, oldest first; `cursor` leads to the ones before them. */
        get: operations["list_messages"];
        put?: never;
        /** Say something to the agent. 202 once it is stored; a session is opened if there is none. */
        post: operations["send_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/messages/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw an own message while it is queued. */
        delete: operations["withdraw_message"];
        options?: never;
        head?: never;
        /** Change an own message while it is queued. */
        patch: operations["change_message"];
        trace?: never;
    };
    "/api/projects/{project_id}/messages/{message_id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a card as decided, once; what follows from it is the caller's to do. */
        post: operations["answer_card"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/rescues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Work that could not be saved. What dying pods left behind is taken in first. */
        get: operations["list_rescues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/rescues/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Offer it no more. It is kept all the same. Idempotent. */
        delete: operations["dismiss_rescue"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/rescues/{name}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring the work back on top of the newest version, as a new checkpoint. Again: what is there. */
        post: operations["apply_rescue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Back from the trash. */
        post: operations["restore_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/seed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set the project up again after that failed. */
        post: operations["retry_seed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The session as it is now, with fresh tickets; 404 `session_not_found` when there is none. */
        get: operations["look"];
        put?: never;
        /** Open the project or join who has it open; waits up to 2 s for `ready`, else tells the state to poll from. */
        post: operations["open_or_join"];
        /** Save and close, for everybody who has the project open. */
        delete: operations["close"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/session/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a turn; a turn that has ended, or a project that isn't open, is fine. */
        post: operations["stop_turn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/takeover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for the pen of the open project: yours at once when nobody who is there has it, else when they give it, or
         * @description don't answer for half a minute and you ask again. 404 `session_not_found` when it isn't open.
         */
        post: operations["take_over"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All templates. */
        get: operations["list_templates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/watch/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the link shows, public: the newest version that has a player. 404 `link_revoked` when it was switched off,
         * @description `link_not_found` when it never worked or the project is gone or in the trash.
         */
        get: operations["watch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AccessRequest
         * @description `projects/{id}/accessRequests/{uid}`: somebody who would like to be let in.
         */
        AccessRequest: {
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /** Email */
            email: string;
            /** Name */
            name: string;
            /**
             * Note
             * @default null
             */
            note?: string | null;
            /**
             * Role
             * @enum {string}
             */
            role: "editor" | "commenter" | "viewer";
            /** Uid */
            uid: string;
        };
        /**
         * AccessToken
         * @description A personal access token, for `git` over HTTPS; the token itself is told once, when it is made.
         */
        AccessToken: {
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /**
             * Expiresat
             * @default null
             */
            expiresAt?: string | null;
            /** Id */
            id: string;
            /**
             * Lastusedat
             * @default null
             */
            lastUsedAt?: string | null;
            /** Name */
            name: string;
        };
        /**
         * ActionType
         * @enum {string}
         */
        ActionType: "file_edit" | "file_create" | "file_delete" | "command_run";
        /**
         * AgentAction
         * @description One thing the agent did in a turn; `summary` is for a person.
         */
        AgentAction: {
            /**
             * Commitsha
             * @default null
             */
            commitSha?: string | null;
            /**
             * Filepath
             * @default null
             */
            filePath?: string | null;
            /** Summary */
            summary: string;
            type: components["schemas"]["ActionType"];
        };
        /**
         * Asset
         * @description `projects/{projectId}/assets/{id}`: a file of the project's, `public/uploads/{name}` in it. `size` in bytes;
         *     `counted` is what of it counts against the project's room, nothing once it is removed or has failed; `sent_sha256`
         *     of what was sent, where something had to be taken out of it.
         */
        Asset: {
            /** Authorid */
            authorId: string;
            /** Contenttype */
            contentType: string;
            /**
             * Counted
             * @default 0
             */
            counted?: number;
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /**
             * Error
             * @default null
             */
            error?: string | null;
            /**
             * Height
             * @default null
             */
            height?: number | null;
            /** Id */
            id: string;
            kind: components["schemas"]["AssetKind"];
            /**
             * Md5
             * @default null
             */
            md5?: string | null;
            /** Name */
            name: string;
            /** Projectid */
            projectId: string;
            /**
             * Seconds
             * @default null
             */
            seconds?: number | null;
            /**
             * Sentsha256
             * @default null
             */
            sentSha256?: string | null;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
            status: components["schemas"]["AssetStatus"];
            /**
             * Width
             * @default null
             */
            width?: number | null;
        };
        /**
         * AssetKind
         * @enum {string}
         */
        AssetKind: "image" | "video" | "audio" | "font";
        /**
         * AssetStatus
         * @description uploading → checked (what it says it is) → ready (in the project) ⇄ removed; or uploading → failed.
         * @enum {string}
         */
        AssetStatus: "uploading" | "checked" | "ready" | "failed" | "removed";
        /**
         * AssetUpload
         * @description Where to put the bytes: one PUT with just these headers, until `expires_at`. No URL: they are there already.
         */
        AssetUpload: {
            asset: components["schemas"]["Asset"];
            /**
             * Expiresat
             * @default null
             */
            expiresAt?: string | null;
            /** Headers */
            headers?: {
                [key: string]: string;
            };
            /**
             * Url
             * @default null
             */
            url?: string | null;
        };
        /**
         * Branch
         * @description A line of work that was kept: a name that points to a checkpoint for good.
         */
        Branch: {
            /** Name */
            name: string;
            /** Sha */
            sha: string;
        };
        /**
         * Branches
         * @description The branches, in the order in which they were made.
         */
        Branches: {
            /** Items */
            items: components["schemas"]["Branch"][];
        };
        /**
         * BudgetState
         * @description What may be spent on the model in a day or month, in millionths of a US dollar: what the user's plan gives, and
         *     what any one user may use. It starts anew at `resets_at`.
         */
        BudgetState: {
            /** Limit */
            limit: number;
            /**
             * Period
             * @enum {string}
             */
            period: "day" | "month";
            /**
             * Resetsat
             * Format: date-time
             */
            resetsAt: string;
            /**
             * Scope
             * @enum {string}
             */
            scope: "plan" | "user";
            /**
             * Unit
             * @default micros
             * @constant
             */
            unit?: "micros";
            /** Used */
            used: number;
        };
        /**
         * CardAnswer
         * @description What was chosen on a card, by whom.
         */
        CardAnswer: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Choice */
            choice: string;
            /** Userid */
            userId: string;
        };
        /**
         * CardChoice
         * @description What was chosen: an option's label, `go_ahead` on a storyboard, `differently`, `undo` or `ignore` on a fix.
         */
        CardChoice: {
            /** Choice */
            choice: string;
        };
        /**
         * ChatMessage
         * @description `projects/{projectId}/messages/{id}`. `card` to `suggestions` are on the agent's messages only.
         */
        ChatMessage: {
            /** Actions */
            actions?: components["schemas"]["AgentAction"][];
            /** @default null */
            answer?: components["schemas"]["CardAnswer"] | null;
            /** Attachments */
            attachments?: string[];
            /**
             * Authorid
             * @default null
             */
            authorId?: string | null;
            /**
             * Card
             * @default null
             */
            card?: (components["schemas"]["ChoiceCard"] | components["schemas"]["StoryboardCard"] | components["schemas"]["FixCard"]) | null;
            /**
             * Checkpointsha
             * @default null
             */
            checkpointSha?: string | null;
            /** Content */
            content: string;
            /** @default null */
            context?: components["schemas"]["MessageContext"] | null;
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /**
             * Epoch
             * @default null
             */
            epoch?: number | null;
            /**
             * Error
             * @default null
             */
            error?: string | null;
            /** Id */
            id: string;
            /** @default null */
            limit?: components["schemas"]["TurnLimit"] | null;
            /** Projectid */
            projectId: string;
            role: components["schemas"]["MessageRole"];
            status: components["schemas"]["MessageStatus"];
            /**
             * Suggestions
             * @default null
             */
            suggestions?: string[] | null;
            /**
             * Tokencount
             * @default null
             */
            tokenCount?: number | null;
            /**
             * Turnid
             * @default null
             */
            turnId?: string | null;
            /** @default null */
            usage?: components["schemas"]["TurnUsage"] | null;
        };
        /**
         * Checkpoint
         * @description A durable git commit on `main`. `author_id` is a uid, absent for the template's own commits; `name` is what a
         *     person called it last.
         */
        Checkpoint: {
            /**
             * Authorid
             * @default null
             */
            authorId?: string | null;
            /** Authorname */
            authorName: string;
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /**
             * Messageid
             * @default null
             */
            messageId?: string | null;
            /**
             * Name
             * @default null
             */
            name?: string | null;
            /**
             * Parent
             * @default null
             */
            parent?: string | null;
            /** Sha */
            sha: string;
            /** Summary */
            summary: string;
            /**
             * Turnid
             * @default null
             */
            turnId?: string | null;
        };
        /**
         * ChoiceCard
         * @description A question that the user answers by a click; the choice is an option's label.
         */
        ChoiceCard: {
            /** Options */
            options: components["schemas"]["ChoiceOption"][];
            /** Question */
            question: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "choice";
        };
        /**
         * ChoiceOption
         * @description One answer to choose; the label is also what the user is then taken to have said.
         */
        ChoiceOption: {
            /**
             * Description
             * @default null
             */
            description?: string | null;
            /** Label */
            label: string;
        };
        /**
         * ClickedElement
         * @description What the user clicked in the preview, and the place in the project's code that drew it.
         */
        ClickedElement: {
            /**
             * Column
             * @default null
             */
            column?: number | null;
            /** File */
            file: string;
            /** Line */
            line: number;
            /**
             * Name
             * @default null
             */
            name?: string | null;
            /**
             * Text
             * @default null
             */
            text?: string | null;
        };
        /**
         * Clip
         * @description A video's size in pixels, frames a second, and length in frames, as its code calculates them.
         */
        Clip: {
            /** Durationinframes */
            durationInFrames: number;
            /** Fps */
            fps: number;
            /** Height */
            height: number;
            /** Width */
            width: number;
        };
        /**
         * Config
         * @description `GET /api/config`, public.
         */
        Config: {
            /** Demomodel */
            demoModel: boolean;
            /** @default null */
            emulators?: components["schemas"]["EmulatorAddresses"] | null;
            firebase: components["schemas"]["FirebaseWebConfig"];
            /**
             * Isolation
             * @default unknown
             * @enum {string}
             */
            isolation?: "full" | "none" | "unknown";
            limits?: components["schemas"]["Limits"];
            /** Version */
            version: string;
        };
        /**
         * Copy
         * @description Which version to copy, by sha or by name, the newest when absent; and what the copy is to be called.
         */
        Copy: {
            /**
             * Id
             * @default null
             */
            id?: string | null;
            /**
             * Name
             * @default null
             */
            name?: string | null;
            /**
             * Sha
             * @default null
             */
            sha?: string | null;
        };
        /**
         * DiffHunk
         * @description Lines that changed, with three around them. Line numbers count from 1; `heading` is the enclosing code.
         */
        DiffHunk: {
            /**
             * Heading
             * @default
             */
            heading?: string;
            /** Lines */
            lines: components["schemas"]["DiffLine"][];
            /** Newlines */
            newLines: number;
            /** Newstart */
            newStart: number;
            /** Oldlines */
            oldLines: number;
            /** Oldstart */
            oldStart: number;
        };
        /**
         * DiffLine
         * @description One line of a hunk, without its line end.
         */
        DiffLine: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "context" | "added" | "removed";
            /** Text */
            text: string;
        };
        /**
         * Edits
         * @description Files to be written or removed as one checkpoint on `expectedHead`; each path once.
         */
        Edits: {
            /** Expectedhead */
            expectedHead: string;
            /** Files */
            files: components["schemas"]["FileEdit"][];
            /**
             * Summary
             * @default null
             */
            summary?: string | null;
        };
        /**
         * EmulatorAddresses
         * @description `auth` is a URL, `firestore` a host:port.
         */
        EmulatorAddresses: {
            /** Auth */
            auth: string;
            /** Firestore */
            firestore: string;
        };
        /** FieldError */
        FieldError: {
            /** Field */
            field: string;
            /** Message */
            message: string;
        };
        /**
         * FileDiff
         * @description How one file differs. Without hunks where it is binary or too large to show; sizes in bytes, null where there is
         *     no such file, or (`binary` and `tooLarge`) it lies where a diff doesn't look for it.
         */
        FileDiff: {
            /**
             * Additions
             * @default 0
             */
            additions?: number;
            /**
             * Binary
             * @default false
             */
            binary?: boolean;
            /**
             * Deletions
             * @default 0
             */
            deletions?: number;
            /** Hunks */
            hunks?: components["schemas"]["DiffHunk"][];
            /**
             * Newsize
             * @default null
             */
            newSize?: number | null;
            /**
             * Oldpath
             * @default null
             */
            oldPath?: string | null;
            /**
             * Oldsize
             * @default null
             */
            oldSize?: number | null;
            /** Path */
            path: string;
            /**
             * Status
             * @enum {string}
             */
            status: "added" | "removed" | "changed" | "renamed";
            /**
             * Toolarge
             * @default false
             */
            tooLarge?: boolean;
        };
        /**
         * FileEdit
         * @description A file as it is to be: its text, its bytes (`base64`), or null to remove it.
         */
        FileEdit: {
            /** Content */
            content: string | null;
            /**
             * Encoding
             * @default utf-8
             * @enum {string}
             */
            encoding?: "utf-8" | "base64";
            /** Path */
            path: string;
        };
        /**
         * FileEntry
         * @description A file at a checkpoint; `size` in bytes.
         */
        FileEntry: {
            /** Binary */
            binary: boolean;
            /** Path */
            path: string;
            /** Size */
            size: number;
        };
        /**
         * Files
         * @description The files at checkpoint `sha`.
         */
        Files: {
            /** Items */
            items: components["schemas"]["FileEntry"][];
            /** Sha */
            sha: string;
        };
        /**
         * Finding
         * @description What doesn't work, and where.
         */
        Finding: {
            /**
             * File
             * @default null
             */
            file?: string | null;
            /**
             * Frame
             * @default null
             */
            frame?: number | null;
            /**
             * Line
             * @default null
             */
            line?: number | null;
            /** Message */
            message: string;
        };
        /** FirebaseWebConfig */
        FirebaseWebConfig: {
            /** Apikey */
            apiKey: string;
            /** Appid */
            appId: string;
            /** Authdomain */
            authDomain: string;
            /** Projectid */
            projectId: string;
        };
        /**
         * FixCard
         * @description What the agent could not mend: the choice is `differently`, `undo` or `ignore`. `undo_sha` is the version before
         *     the turn, `diff` what the turn had tried last.
         */
        FixCard: {
            /**
             * Diff
             * @default null
             */
            diff?: string | null;
            finding: components["schemas"]["Finding"];
            /** Fingerprint */
            fingerprint: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "fix";
            /**
             * Undosha
             * @default null
             */
            undoSha?: string | null;
        };
        /**
         * Health
         * @description `GET /api/health`.
         */
        Health: {
            /**
             * Isolation
             * @enum {string}
             */
            isolation: "full" | "none" | "unknown";
            /** Status */
            status: string;
            /** Version */
            version: string;
        };
        /**
         * Invite
         * @description `invites/{id}`: a role that waits for who proves to have this e-mail address.
         */
        Invite: {
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /** Email */
            email: string;
            /** Id */
            id: string;
            /** Invitedby */
            invitedBy: string;
            /** Projectid */
            projectId: string;
            /**
             * Role
             * @enum {string}
             */
            role: "editor" | "commenter" | "viewer";
        };
        /**
         * Limits
         * @description What the UI may tell before the server refuses.
         */
        Limits: {
            /**
             * Attachmentsmax
             * @default 10
             */
            attachmentsMax?: number;
            /**
             * Descriptionmax
             * @default 2000
             */
            descriptionMax?: number;
            /**
             * Dimensionmax
             * @default 4096
             */
            dimensionMax?: number;
            /**
             * Durationmaxframes
             * @default 108000
             */
            durationMaxFrames?: number;
            /**
             * Fpsmax
             * @default 120
             */
            fpsMax?: number;
            /**
             * Namemax
             * @default 120
             */
            nameMax?: number;
            /**
             * Promptmax
             * @default 32000
             */
            promptMax?: number;
            /**
             * Trashdays
             * @default 30
             */
            trashDays?: number;
        };
        /**
         * Me
         * @description The signed-in user, with what is left to spend.
         */
        Me: {
            /** Budgets */
            budgets: components["schemas"]["BudgetState"][];
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /**
             * Displayname
             * @default null
             */
            displayName?: string | null;
            /** Email */
            email: string;
            /** Id */
            id: string;
            /**
             * Lastloginat
             * Format: date-time
             */
            lastLoginAt: string;
            /** @default free */
            plan?: components["schemas"]["Plan"];
            preferences?: components["schemas"]["Preferences"];
            usage?: components["schemas"]["Usage"];
        };
        /**
         * Member
         * @description Who may open a project. `email` is told to its owner only.
         */
        Member: {
            /**
             * Email
             * @default null
             */
            email?: string | null;
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "editor" | "commenter" | "viewer";
            /** Uid */
            uid: string;
        };
        /**
         * MessageChange
         * @description What may be changed while the message is queued; what is absent stays.
         */
        MessageChange: {
            /**
             * Attachments
             * @default null
             */
            attachments?: string[] | null;
            /**
             * Content
             * @default null
             */
            content?: string | null;
            /** @default null */
            context?: components["schemas"]["MessageContext"] | null;
        };
        /**
         * MessageContext
         * @description Where the user was when they wrote: the checkpoint and the frame they looked at, and what they clicked.
         */
        MessageContext: {
            /** @default null */
            element?: components["schemas"]["ClickedElement"] | null;
            /**
             * Frame
             * @default null
             */
            frame?: number | null;
            /**
             * Sha
             * @default null
             */
            sha?: string | null;
        };
        /**
         * MessageRole
         * @enum {string}
         */
        MessageRole: "user" | "assistant" | "system";
        /**
         * MessageStatus
         * @description User messages: queued → running → done | failed | stopped. The agent's: streaming → done | failed | stopped.
         * @enum {string}
         */
        MessageStatus: "queued" | "running" | "streaming" | "done" | "failed" | "stopped";
        /**
         * NewAccessToken
         * @description … and its secret.
         */
        NewAccessToken: {
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /**
             * Expiresat
             * @default null
             */
            expiresAt?: string | null;
            /** Id */
            id: string;
            /**
             * Lastusedat
             * @default null
             */
            lastUsedAt?: string | null;
            /** Name */
            name: string;
            /** Token */
            token: string;
        };
        /**
         * NewBranch
         * @description A line of work to keep: what it is called, and the checkpoint that it ends in.
         */
        NewBranch: {
            /** Name */
            name: string;
            /** Sha */
            sha: string;
        };
        /**
         * NewInvite
         * @description Whom to let in, and as what.
         */
        NewInvite: {
            /** Email */
            email: string;
            /**
             * Role
             * @enum {string}
             */
            role: "editor" | "commenter" | "viewer";
        };
        /**
         * NewMessage
         * @description What a user says. The id, made by the client, makes a retry harmless.
         */
        NewMessage: {
            /** Attachments */
            attachments?: string[];
            /** Content */
            content: string;
            /** @default null */
            context?: components["schemas"]["MessageContext"] | null;
            /** Id */
            id?: string;
        };
        /**
         * NewName
         * @description What to call a checkpoint.
         */
        NewName: {
            /** Name */
            name: string;
        };
        /**
         * NewProject
         * @description What a project begins with. With a `prompt`, it begins with that message waiting for the first turn.
         */
        NewProject: {
            /**
             * Description
             * @default null
             */
            description?: string | null;
            /**
             * Id
             * @default null
             */
            id?: string | null;
            /**
             * Name
             * @default null
             */
            name?: string | null;
            /**
             * Prompt
             * @default null
             */
            prompt?: string | null;
            /**
             * Templateid
             * @default default
             */
            templateId?: string;
            /** @default null */
            videoSettings?: components["schemas"]["VideoSettings"] | null;
        };
        /**
         * NewRequest
         * @description What one would like to do there, and a word to the owner.
         */
        NewRequest: {
            /**
             * Note
             * @default null
             */
            note?: string | null;
            /**
             * Role
             * @default viewer
             * @enum {string}
             */
            role?: "editor" | "commenter" | "viewer";
        };
        /** Page[AccessRequest] */
        Page_AccessRequest_: {
            /**
             * Cursor
             * @default null
             */
            cursor?: string | null;
            /** Items */
            items: components["schemas"]["AccessRequest"][];
        };
        /** Page[AccessToken] */
        Page_AccessToken_: {
            /**
             * Cursor
             * @default null
             */
            cursor?: string | null;
            /** Items */
            items: components["schemas"]["AccessToken"][];
        };
        /** Page[ChatMessage] */
        Page_ChatMessage_: {
            /**
             * Cursor
             * @default null
             */
            cursor?: string | null;
            /** Items */
            items: components["schemas"]["ChatMessage"][];
        };
        /** Page[Checkpoint] */
        Page_Checkpoint_: {
            /**
             * Cursor
             * @default null
             */
            cursor?: string | null;
            /** Items */
            items: components["schemas"]["Checkpoint"][];
        };
        /** Page[Invite] */
        Page_Invite_: {
            /**
             * Cursor
             * @default null
             */
            cursor?: string | null;
            /** Items */
            items: components["schemas"]["Invite"][];
        };
        /** Page[Member] */
        Page_Member_: {
            /**
             * Cursor
             * @default null
             */
            cursor?: string | null;
            /** Items */
            items: components["schemas"]["Member"][];
        };
        /** Page[Project] */
        Page_Project_: {
            /**
             * Cursor
             * @default null
             */
            cursor?: string | null;
            /** Items */
            items: components["schemas"]["Project"][];
        };
        /** Page[ReceivedInvite] */
        Page_ReceivedInvite_: {
            /**
             * Cursor
             * @default null
             */
            cursor?: string | null;
            /** Items */
            items: components["schemas"]["ReceivedInvite"][];
        };
        /** Page[SeenAsset] */
        Page_SeenAsset_: {
            /**
             * Cursor
             * @default null
             */
            cursor?: string | null;
            /** Items */
            items: components["schemas"]["SeenAsset"][];
        };
        /** Page[WatchLink] */
        Page_WatchLink_: {
            /**
             * Cursor
             * @default null
             */
            cursor?: string | null;
            /** Items */
            items: components["schemas"]["WatchLink"][];
        };
        /**
         * Pen
         * @description Who has the pen in an open project (`writer`), and who asks for it.
         */
        Pen: {
            /** Asking */
            asking: string[];
            /** Writer */
            writer: string | null;
        };
        /**
         * PenWish
         * @description `ask` for the pen; as who has it, `keep` it or `give` it `to` somebody.
         */
        PenWish: {
            /**
             * Action
             * @default ask
             * @enum {string}
             */
            action?: "ask" | "keep" | "give";
            /**
             * To
             * @default null
             */
            to?: string | null;
        };
        /**
         * PictureState
         * @description Whether what was asked for is there; `url` is a player's, `problem` says why it can't be made.
         */
        PictureState: {
            /**
             * Problem
             * @default null
             */
            problem?: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "ready" | "building" | "failed";
            /**
             * Url
             * @default null
             */
            url?: string | null;
        };
        /**
         * Plan
         * @enum {string}
         */
        Plan: "free" | "pro" | "team";
        /**
         * PlannedScene
         * @description A scene of a storyboard: what is seen, and the words that are read.
         */
        PlannedScene: {
            /** Name */
            name: string;
            /** Picture */
            picture: string;
            /** Seconds */
            seconds: number;
            /**
             * Text
             * @default null
             */
            text?: string | null;
        };
        /** Preferences */
        Preferences: {
            /** @default null */
            defaultVideoSettings?: components["schemas"]["VideoSettings"] | null;
            /**
             * Theme
             * @default system
             * @enum {string}
             */
            theme?: "light" | "dark" | "system";
        };
        /**
         * Problem
         * @description RFC 9457; `code` is stable and machine-readable.
         */
        Problem: {
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            /**
             * Errors
             * @default null
             */
            errors?: components["schemas"]["FieldError"][] | null;
            /**
             * Retryafter
             * @default null
             */
            retryAfter?: number | null;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /** Traceid */
            traceId: string;
            /** Type */
            type: string;
        };
        /**
         * ProfileChange
         * @description What a user may change of their profile; what is absent stays.
         */
        ProfileChange: {
            /**
             * Displayname
             * @default null
             */
            displayName?: string | null;
            /** @default null */
            preferences?: components["schemas"]["Preferences"] | null;
        };
        /**
         * Project
         * @description `projects/{id}`. One with an `origin` begins as a copy, else as its template. `revoked` are users who lost their
         *     access, newest last; `watchable` says that there is a watch link.
         */
        Project: {
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /** Currentcommitsha */
            currentCommitSha: string;
            /**
             * Deletedat
             * @default null
             */
            deletedAt?: string | null;
            /**
             * Description
             * @default null
             */
            description?: string | null;
            /**
             * Epoch
             * @default 0
             */
            epoch?: number;
            /** Gitrepopath */
            gitRepoPath: string;
            /** Id */
            id: string;
            /**
             * Lastopenedat
             * @default null
             */
            lastOpenedAt?: string | null;
            /** Memberids */
            memberIds: string[];
            /** Members */
            members: {
                [key: string]: "owner" | "editor" | "commenter" | "viewer";
            };
            /** Name */
            name: string;
            /** @default null */
            origin?: components["schemas"]["ProjectOrigin"] | null;
            /**
             * Playersha
             * @default null
             */
            playerSha?: string | null;
            /** Revoked */
            revoked?: string[];
            status: components["schemas"]["ProjectStatus"];
            /**
             * Statusreason
             * @default null
             */
            statusReason?: string | null;
            /** @default null */
            summary?: components["schemas"]["ProjectSummary"] | null;
            /**
             * Templateid
             * @default default
             */
            templateId?: string;
            /**
             * Thumbnailurl
             * @default null
             */
            thumbnailUrl?: string | null;
            /**
             * Updatedat
             * Format: date-time
             */
            updatedAt: string;
            /** Userid */
            userId: string;
            /** @default null */
            videoSettings?: components["schemas"]["VideoSettings"] | null;
            /** Wanted */
            wanted?: components["schemas"]["Wanted"][];
            /**
             * Watchable
             * @default false
             */
            watchable?: boolean;
        };
        /**
         * ProjectChange
         * @description What may be changed; what is absent stays.
         */
        ProjectChange: {
            /**
             * Description
             * @default null
             */
            description?: string | null;
            /**
             * Name
             * @default null
             */
            name?: string | null;
            /** @default null */
            videoSettings?: components["schemas"]["VideoSettings"] | null;
        };
        /**
         * ProjectOrigin
         * @description The version of another project that a copy began as.
         */
        ProjectOrigin: {
            /** Projectid */
            projectId: string;
            /** Sha */
            sha: string;
        };
        /**
         * ProjectStatus
         * @enum {string}
         */
        ProjectStatus: "seeding" | "ready" | "failed";
        /**
         * ProjectSummary
         * @description The rolling summary of the conversation up to and with message `until_message_id`, which was sent `until_at`.
         */
        ProjectSummary: {
            /** Text */
            text: string;
            /**
             * Untilat
             * @default null
             */
            untilAt?: string | null;
            /** Untilmessageid */
            untilMessageId: string;
        };
        /**
         * QueuePosition
         * @description Place in the line for a pod, 1 = next.
         */
        QueuePosition: {
            /** Estimateseconds */
            estimateSeconds: number;
            /** Position */
            position: number;
        };
        /**
         * ReceivedInvite
         * @description An invite as who it is for sees it, before they are let in.
         */
        ReceivedInvite: {
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /** Id */
            id: string;
            /** Invitedby */
            invitedBy: string;
            /** Projectid */
            projectId: string;
            /** Projectname */
            projectName: string;
            /**
             * Role
             * @enum {string}
             */
            role: "editor" | "commenter" | "viewer";
        };
        /**
         * RequestAnswer
         * @description A role lets them in, `deny` doesn't.
         */
        RequestAnswer: {
            /**
             * Deny
             * @default false
             */
            deny?: boolean;
            /**
             * Role
             * @default null
             */
            role?: ("editor" | "commenter" | "viewer") | null;
        };
        /**
         * RescuedWork
         * @description Work that could not become a checkpoint and was put aside: on `base`, in `files` (at most 100 paths).
         */
        RescuedWork: {
            /** Base */
            base: string;
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /** Epoch */
            epoch: number;
            /** Files */
            files: string[];
            /** Name */
            name: string;
            /** Sha */
            sha: string;
            /** Summary */
            summary: string;
        };
        /**
         * Rescues
         * @description What was put aside and nobody has decided about, newest first.
         */
        Rescues: {
            /** Items */
            items: components["schemas"]["RescuedWork"][];
        };
        /**
         * RoleChange
         * @description What a member may do from now on.
         */
        RoleChange: {
            /**
             * Role
             * @enum {string}
             */
            role: "editor" | "commenter" | "viewer";
        };
        /**
         * SeenAsset
         * @description An asset with an address that shows it for an hour; none where nothing is stored (yet).
         */
        SeenAsset: {
            /** Authorid */
            authorId: string;
            /** Contenttype */
            contentType: string;
            /**
             * Counted
             * @default 0
             */
            counted?: number;
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /**
             * Error
             * @default null
             */
            error?: string | null;
            /**
             * Height
             * @default null
             */
            height?: number | null;
            /** Id */
            id: string;
            kind: components["schemas"]["AssetKind"];
            /**
             * Md5
             * @default null
             */
            md5?: string | null;
            /** Name */
            name: string;
            /** Projectid */
            projectId: string;
            /**
             * Seconds
             * @default null
             */
            seconds?: number | null;
            /**
             * Sentsha256
             * @default null
             */
            sentSha256?: string | null;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
            status: components["schemas"]["AssetStatus"];
            /**
             * Url
             * @default null
             */
            url?: string | null;
            /**
             * Width
             * @default null
             */
            width?: number | null;
        };
        /**
         * Session
         * @description What the browser gets of a session; URLs and ticket are there once a pod is.
         */
        Session: {
            /**
             * Epoch
             * @default 0
             */
            epoch?: number;
            /**
             * Eventsurl
             * @default null
             */
            eventsUrl?: string | null;
            /**
             * Previewurl
             * @default null
             */
            previewUrl?: string | null;
            /** @default null */
            queue?: components["schemas"]["QueuePosition"] | null;
            /**
             * Reason
             * @default null
             */
            reason?: string | null;
            /**
             * Sessionid
             * @default null
             */
            sessionId?: string | null;
            state: components["schemas"]["SessionState"];
            /** Step */
            step: string;
            /**
             * Ticket
             * @default null
             */
            ticket?: string | null;
        };
        /**
         * SessionState
         * @description claiming → restoring → starting → ready | broken | queued | failed | closed.
         * @enum {string}
         */
        SessionState: "claiming" | "restoring" | "starting" | "ready" | "broken" | "queued" | "failed" | "closed";
        /**
         * StopOrder
         * @description Which turn to stop, and whether to keep what it has done so far.
         */
        StopOrder: {
            /**
             * Keep
             * @default true
             */
            keep?: boolean;
            /** Turnid */
            turnId: string;
        };
        /**
         * StoryboardCard
         * @description A plan for a video, made once the user says go; the choice is `go_ahead`.
         */
        StoryboardCard: {
            /**
             * Note
             * @default null
             */
            note?: string | null;
            /** Scenes */
            scenes: components["schemas"]["PlannedScene"][];
            /** Title */
            title: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "storyboard";
        };
        /**
         * StripAbout
         * @description A checkpoint's strip, one JPEG: its tiles, row by row, are these frames in order.
         */
        StripAbout: {
            clip: components["schemas"]["Clip"];
            /** Columns */
            columns: number;
            /** Frames */
            frames: number[];
            /** Sha */
            sha: string;
            /** Tileheight */
            tileHeight: number;
            /** Tilewidth */
            tileWidth: number;
        };
        /**
         * Template
         * @description What a project can begin as. Its scenes are named in their order; its still is the app's file
         *     `templates/{id}.jpg`.
         */
        Template: {
            /** Description */
            description: string;
            /** Durationinframes */
            durationInFrames: number;
            /** Fps */
            fps: number;
            /** Height */
            height: number;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Scenes */
            scenes: string[];
            /** Tags */
            tags: string[];
            /** Width */
            width: number;
        };
        /**
         * TemplateList
         * @description `GET /api/templates`: the first is what a project begins as where nobody chose.
         */
        TemplateList: {
            /** Items */
            items: components["schemas"]["Template"][];
        };
        /**
         * TokenDraft
         * @description A token to be: what its user calls it, and for how many days it is good; for good when absent or null.
         */
        TokenDraft: {
            /**
             * Expiresindays
             * @default null
             */
            expiresInDays?: number | null;
            /** Name */
            name: string;
        };
        /**
         * TurnLimit
         * @description What ended a turn early: a limit of the turn's own, or a budget of the user, the plan or the project. Money is in
         *     millionths of a US dollar (unit `micros`); `resets_at` where it comes back by itself.
         */
        TurnLimit: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "steps" | "seconds" | "tokens" | "money" | "budget";
            /** Of */
            of: number;
            /**
             * Resetsat
             * @default null
             */
            resetsAt?: string | null;
            /**
             * Unit
             * @enum {string}
             */
            unit: "steps" | "seconds" | "tokens" | "micros";
            /** Used */
            used: number;
        };
        /**
         * TurnUsage
         * @description A turn's receipt: tokens as the model counts them (`input_tokens` without the cached ones), cost in millionths of
         *     a US dollar.
         */
        TurnUsage: {
            /** Cachedtokens */
            cachedTokens: number;
            /** Cachewritetokens */
            cacheWriteTokens: number;
            /** Costmicros */
            costMicros: number;
            /** Inputtokens */
            inputTokens: number;
            /** Outputtokens */
            outputTokens: number;
        };
        /**
         * UploadWish
         * @description A file that is going to be sent: its bytes' number and SHA-256. The id, made by the client, makes a retry
         *     harmless.
         */
        UploadWish: {
            /** Contenttype */
            contentType: string;
            /** Id */
            id?: string;
            /** Name */
            name: string;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
        };
        /**
         * Usage
         * @description What a user's turns used this month: the model's own count of tokens (`input_tokens` without the cached ones),
         *     and millionths of a US dollar.
         */
        Usage: {
            /**
             * Cachedtokens
             * @default 0
             */
            cachedTokens?: number;
            /**
             * Cachewritetokens
             * @default 0
             */
            cacheWriteTokens?: number;
            /**
             * Costmicros
             * @default 0
             */
            costMicros?: number;
            /**
             * Inputtokens
             * @default 0
             */
            inputTokens?: number;
            /**
             * Month
             * @default
             */
            month?: string;
            /**
             * Outputtokens
             * @default 0
             */
            outputTokens?: number;
            /**
             * Turns
             * @default 0
             */
            turns?: number;
        };
        /** ValidationErrorModel */
        ValidationErrorModel: {
            /**
             * Error context
             * @description An optional object which contains values required to render the error message.
             * @default null
             */
            ctx?: {
                [key: string]: unknown;
            } | null;
            /**
             * Input
             * @description The input provided for validation.
             */
            input: unknown;
            /**
             * Location
             * @description The error's location as a list.
             */
            loc: unknown[];
            /**
             * Message
             * @description A human readable explanation of the error.
             */
            msg: string;
            /**
             * Error Type
             * @description A computer-readable identifier of the error type.
             */
            type: string;
            /**
             * URL
             * @description The URL to further information about the error.
             * @default null
             */
            url?: string | null;
        };
        /**
         * VersionDiff
         * @description What has to be done to `against` to make it `sha`. `truncated`: there is more than is told.
         */
        VersionDiff: {
            /** Additions */
            additions: number;
            /** Against */
            against: string;
            /** Deletions */
            deletions: number;
            /** Files */
            files: components["schemas"]["FileDiff"][];
            /** Sha */
            sha: string;
            /**
             * Truncated
             * @default false
             */
            truncated?: boolean;
        };
        /**
         * VideoSettings
         * @description Size in pixels (even, as H.264 wants), frames a second, and length in frames. Truth: `src/Root.tsx`.
         */
        VideoSettings: {
            /** Durationinframes */
            durationInFrames: number;
            /** Fps */
            fps: number;
            /** Height */
            height: number;
            /** Width */
            width: number;
        };
        /**
         * Wanted
         * @description Something of a checkpoint that a pod is to make; with a `problem` it could not be made.
         */
        Wanted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "strip" | "player";
            /**
             * Problem
             * @default null
             */
            problem?: string | null;
            /** Sha */
            sha: string;
        };
        /**
         * Watched
         * @description What a watch link shows: the newest version that has a player. `poster_url` leads to a frame of it, if one was
         *     drawn.
         */
        Watched: {
            /** @default null */
            clip?: components["schemas"]["VideoSettings"] | null;
            /** Name */
            name: string;
            /** Ownername */
            ownerName: string;
            player: components["schemas"]["WatchedPlayer"];
            /**
             * Posterurl
             * @default null
             */
            posterUrl?: string | null;
            /** Sha */
            sha: string;
        };
        /**
         * WatchedPlayer
         * @description `url` is there once the player is `ready`; it is good for a few minutes.
         */
        WatchedPlayer: {
            /**
             * State
             * @enum {string}
             */
            state: "ready" | "building";
            /**
             * Url
             * @default null
             */
            url?: string | null;
        };
        /**
         * WatchLink
         * @description `watchLinks/{token}`: who has the token may watch the project's newest version, without an account.
         */
        WatchLink: {
            /**
             * Createdat
             * Format: date-time
             */
            createdAt: string;
            /** Projectid */
            projectId: string;
            /** Token */
            token: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    config: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Config"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_own_invites: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ReceivedInvite_"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decline_invite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invite_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_invite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invite_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AccessToken_"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenDraft"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewAccessToken"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_projects: {
        parameters: {
            query?: {
                cursor?: string | null;
                filter?: "all" | "owned" | "shared" | "trash";
                limit?: number;
                q?: string;
                sort?: "updated" | "opened" | "created" | "name";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Project_"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_project: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProject"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_project: {
        parameters: {
            query?: {
                purge?: boolean;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_access_requests: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AccessRequest_"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ask_for_access: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRequest"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    answer_access_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
                uid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestAnswer"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    download_archive: {
        parameters: {
            query?: {
                format?: "zip" | "bundle";
                sha?: string | null;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-git-bundle": string;
                    "application/zip": string;
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_assets: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SeenAsset_"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    upload_asset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UploadWish"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetUpload"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_asset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    complete_asset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asset"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_asset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset_id: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asset"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_branches: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Branches"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_branch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBranch"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Branch"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_checkpoints: {
        parameters: {
            query?: {
                branch?: string | null;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Checkpoint_"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    name_checkpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
                sha: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewName"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ask_player: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
                sha: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PictureState"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_poster: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
                sha: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_strip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
                sha: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ask_strip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
                sha: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PictureState"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_strip_about: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
                sha: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StripAbout"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_checkpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    compare_checkpoints: {
        parameters: {
            query?: {
                against?: string | null;
            };
            header?: never;
            path: {
                project_id: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionDiff"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_checkpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    duplicate_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Copy"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_files: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Edits"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_files: {
        parameters: {
            query?: {
                sha?: string | null;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Files"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_file: {
        parameters: {
            query?: {
                sha?: string | null;
            };
            header?: never;
            path: {
                file_path: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_invites: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Invite_"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_invite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvite"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdraw_invite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invite_id: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_links: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_WatchLink_"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WatchLink"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Member_"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
                uid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
                uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_messages: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ChatMessage_"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatMessage"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdraw_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatMessage"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    answer_card: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CardChoice"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatMessage"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_rescues: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rescues"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dismiss_rescue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    apply_rescue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_seed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_or_join: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_turn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopOrder"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    take_over: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PenWish"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pen"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_templates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateList"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    watch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Watched"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem (RFC 9457): what went wrong, and a stable code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
