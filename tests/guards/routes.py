"""Who may do what: every route x method x role, written by hand.

    +   allowed: a page, a redirect, or an answer that says what is wrong with the form
    S   sent to sign-in
    3   403: not this role
    4   404: not this object, for this reader

Behind the route stand the objects of the world (world.py) by which its converters are filled; `code` is
the call of 2025 where nothing else is said. A name that no converter has is a field of the form, which is
empty otherwise. One route may stand here several times, for several objects. What no object has (an id
that no row has, a code of no call) is 404 for whom the route lets in at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.guards.world import ACTORS

TABLE = """
    nobody own foreign officer committee approver coordinator admin

accounts
    + + + + + + + +    GET  /sign-in
    + + + + + + + +    POST /sign-in
    + + + + + + + +    POST /sign-out
    S + + + + + + +    POST /stay
    + + + + + + + +    GET  /sign-up
    + + + + + + + +    POST /sign-up
    + + + + + + + +    GET  /check-mail
    + + + + + + + +    GET  /privacy
    + + + + + + + +    GET  /reset
    + + + + + + + +    POST /reset
    + + + + + + + +    GET  /set-password/<token>
    + + + + + + + +    POST /set-password/<token>
    + + + + + + + +    POST /language
    S + + + + + + +    GET  /account
    S + + + + + + +    POST /account
    S + + + + + + +    POST /account/details
    S + + + + + + +    POST /account/address
    + + + + + + + +    GET  /account/address/<token>                    token=address_link
    4 4 4 4 4 4 4 4    GET  /account/address/<token>
    + + + + + + + +    POST /account/address/<token>                    token=address_link
    4 4 4 4 4 4 4 4    POST /account/address/<token>
    S + + 3 3 3 3 3    GET  /company
    S + + 3 3 3 3 3    POST /company/invite
    S + 4 3 3 3 3 3    POST /company/invitations/<int:id>/withdraw      id=invitation
    S + 4 3 3 3 3 3    POST /company/members/<int:id>/disable           id=member
    S + 4 3 3 3 3 3    POST /company/members/<int:id>/enable            id=member
    S + 4 3 3 3 3 3    POST /company/members/<int:id>/right             id=member
    S + 4 3 3 3 3 3    POST /company/members/<int:id>/notices           id=member
    S 4 + 3 3 3 3 3    POST /company/members/<int:id>/right             id=foreign_member
    S 4 + 3 3 3 3 3    POST /company/members/<int:id>/notices           id=foreign_member
    S + + 3 3 3 3 3    GET  /company/hand-over
    S + + 3 3 3 3 3    POST /company/hand-over
    S + + 3 3 3 3 3    GET  /company/profile
    S + + 3 3 3 3 3    POST /company/profile
    S + 4 3 3 3 3 3    GET  /company/certificates/<int:id>              id=own_certificate
    S + + 3 3 3 3 3    POST /company/verification/ask
    S 3 3 + 3 3 3 +    GET  /manage/companies
    S 3 3 + 3 3 3 +    GET  /manage/companies/<int:company_id>
    S 3 3 + 3 3 3 +    POST /manage/companies/<int:company_id>/invite
    S 3 3 + 3 3 3 +    POST /manage/companies/<int:company_id>/invitations/<int:id>/withdraw   id=invitation
    S 3 3 4 3 3 3 4    POST /manage/companies/<int:company_id>/invitations/<int:id>/withdraw   id=foreign_invitation
    S 3 3 + 3 3 3 +    POST /manage/companies/<int:company_id>/members/<int:id>/disable        id=member
    S 3 3 4 3 3 3 4    POST /manage/companies/<int:company_id>/members/<int:id>/disable        id=foreign_member
    S 3 3 4 3 3 3 4    POST /manage/companies/<int:company_id>/members/<int:id>/disable        id=person
    S 3 3 + 3 3 3 +    POST /manage/companies/<int:company_id>/members/<int:id>/enable         id=member
    S 3 3 4 3 3 3 4    POST /manage/companies/<int:company_id>/members/<int:id>/enable         id=foreign_member
    S 3 3 + 3 3 3 +    GET  /manage/companies/<int:company_id>/hand-over
    S 3 3 + 3 3 3 +    POST /manage/companies/<int:company_id>/hand-over
    S 3 3 + 3 3 3 +    GET  /manage/companies/<int:company_id>/profile
    S 3 3 + 3 3 3 +    POST /manage/companies/<int:company_id>/profile
    S 3 3 + 3 3 3 +    GET  /manage/companies/<int:company_id>/certificates/<int:id>    id=own_certificate
    S 3 3 4 3 3 3 4 GET  /manage/companies/<int:company_id>/certificates/<int:id> company_id=foreign_company id=own_certificate
    S 3 3 + 3 3 3 +    POST /manage/companies/<int:company_id>/verification/ask
    S 3 3 + 3 3 3 +    POST /manage/companies/<int:company_id>/verification/verify
    S 3 3 + 3 3 3 +    POST /manage/companies/<int:company_id>/verification/return
    S 3 3 3 3 3 3 +    GET  /manage/staff
    S 3 3 3 3 3 3 +    GET  /manage/staff/invite
    S 3 3 3 3 3 3 +    POST /manage/staff/invite
    S 3 3 3 3 3 3 +    GET  /manage/staff/<int:id>                      id=person
    S 3 3 3 3 3 3 +    POST /manage/staff/<int:id>                      id=person
    S 3 3 3 3 3 3 4    GET  /manage/staff/<int:id>                      id=member
    S 3 3 3 3 3 3 4    POST /manage/staff/<int:id>                      id=member
    S 3 3 3 3 3 3 +    POST /manage/staff/<int:id>/invite               id=person
    S 3 3 3 3 3 3 4    POST /manage/staff/<int:id>/invite               id=member
    S 3 3 3 3 3 3 +    POST /manage/staff/<int:id>/disable              id=person
    S 3 3 3 3 3 3 4    POST /manage/staff/<int:id>/disable              id=member
    S 3 3 3 3 3 3 +    POST /manage/staff/<int:id>/enable               id=person
    S 3 3 3 3 3 3 4    POST /manage/staff/<int:id>/enable               id=member

reference
    S + + + + + + +    GET  /cities
    S 3 3 + 3 3 3 +    GET  /manage/reference
    S 3 3 + 3 3 3 +    GET  /manage/reference/countries
    S 3 3 + 3 3 3 +    GET  /manage/reference/dac/new
    S 3 3 + 3 3 3 +    POST /manage/reference/dac/new
    S 3 3 + 3 3 3 +    GET  /manage/reference/dac/<day>                       day=dac_day
    S 3 3 + 3 3 3 +    GET  /manage/reference/dac/<day>/file                  day=dac_day
    S 3 3 + 3 3 3 +    GET  /manage/reference/dac/<day>/edit                  day=dac_day
    S 3 3 + 3 3 3 +    POST /manage/reference/dac/<day>/edit                  day=dac_day
    S 3 3 + 3 3 3 +    GET  /manage/reference/dac/<day>/entries               day=dac_day
    S 3 3 + 3 3 3 +    POST /manage/reference/dac/<day>/entries               day=dac_day
    S 3 3 + 3 3 3 +    GET  /manage/reference/dac/<day>/entries/<iso3>        day=dac_day iso3=country
    S 3 3 + 3 3 3 +    POST /manage/reference/dac/<day>/entries/<iso3>        day=dac_day iso3=country
    S 3 3 + 3 3 3 +    POST /manage/reference/dac/<day>/entries/<iso3>/remove day=dac_day iso3=country
    S 3 3 + 3 3 3 +    GET  /manage/reference/dac/<day>/import                day=dac_day
    S 3 3 + 3 3 3 +    POST /manage/reference/dac/<day>/import                day=dac_day
    S 3 3 + 3 3 3 +    POST /manage/reference/dac/<day>/discard               day=dac_day
    S 3 3 + 3 3 3 +    GET  /manage/reference/cities
    S 3 3 + 3 3 3 +    GET  /manage/reference/cities/<int:id>                 id=city
    S 3 3 + 3 3 3 +    POST /manage/reference/cities/<int:id>                 id=city
    S 3 3 + 3 3 3 +    GET  /manage/reference/cities/<int:id>/merge/<int:other>        id=city other=other_city
    S 3 3 + 3 3 3 +    POST /manage/reference/cities/<int:id>/merge/<int:other>        id=city other=other_city
    S 3 3 + 3 3 3 +    POST /manage/reference/cities/<int:id>/merges/<int:merge>/split id=city merge=city_merge
    S 3 3 4 3 3 3 4    POST /manage/reference/cities/<int:id>/merges/<int:merge>/split id=other_city merge=city_merge

programmes
    + + + + + + + +    GET  /
    + + + + + + + +    GET  /calls/<code>
    4 4 4 4 4 4 4 4    GET  /calls/<code>                               code=draft_call
    + + + + + + + +    GET  /calls/<code>/attachments/<int:id>          id=attachment
    4 4 4 4 4 4 4 4    GET  /calls/<code>/attachments/<int:id>          id=other_attachment
    4 4 4 4 4 4 4 4    GET  /calls/<code>/attachments/<int:id>          code=draft_call id=draft_attachment
    S 3 3 + + + + +    GET  /manage/calls
    S 3 3 + 3 3 3 +    GET  /manage/calls/new
    S 3 3 + 3 3 3 +    POST /manage/calls/new
    S 3 3 + 3 3 3 +    GET  /manage/calls/<code>/edit
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/edit
    S 3 3 + 3 3 3 +    GET  /manage/calls/<code>/edit/<section>
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/edit/<section>
    S 3 3 + 3 3 3 +    GET  /manage/calls/<code>/attachments
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/attachments
    S 3 3 + 3 3 3 +    GET  /manage/calls/<code>/attachments/<int:id>         code=draft_call id=draft_attachment
    S 3 3 4 3 3 3 4    GET  /manage/calls/<code>/attachments/<int:id>         id=draft_attachment
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/attachments/<int:id>/remove  id=attachment
    S 3 3 4 3 3 3 4    POST /manage/calls/<code>/attachments/<int:id>/remove  id=other_attachment
    S 3 3 + 3 3 3 +    GET  /manage/calls/<code>/preview
    S 3 3 + 3 3 3 +    GET  /manage/calls/<code>/publish                code=draft_call
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/publish                code=draft_call
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/close
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/reopen
    S 3 3 + 3 3 3 +    GET  /manage/calls/<code>/clone
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/clone
    S 3 3 + 3 3 3 +    GET  /manage/calls/<code>/extend
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/extend
    S 3 3 + 3 3 3 +    GET  /manage/calls/<code>/questions              code=draft_call
    S 3 3 + 3 3 3 +    GET  /manage/calls/<code>/new-question           code=draft_call
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/new-question           code=draft_call
    S 3 3 + 3 3 3 +    GET  /manage/calls/<code>/questions/<key>        code=draft_call key=question_key
    S 3 3 4 3 3 3 4    GET  /manage/calls/<code>/questions/<key>        key=question_key
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/questions/<key>        code=draft_call key=question_key
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/questions/<key>/move   code=draft_call key=question_key
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/questions/<key>/remove code=draft_call key=question_key
    S 3 3 + 3 3 3 +    POST /manage/calls/<code>/documents              code=draft_call document=recommendation
    S 3 3 4 3 3 3 4    POST /manage/calls/<code>/documents              code=draft_call

board
    + + + + + + + +    GET  /notices
    + + + + + + + +    GET  /notices/<int:id>                           id=notice
    4 4 4 4 4 4 4 4    GET  /notices/<int:id>                           id=draft_notice
    + + + + + + + +    GET  /notices/<int:id>/files/<int:number>        id=notice number=notice_file
    4 4 4 4 4 4 4 4    GET  /notices/<int:id>/files/<int:number>        id=notice number=draft_notice_file
    4 4 4 4 4 4 4 4    GET  /notices/<int:id>/files/<int:number>        id=draft_notice number=draft_notice_file
    S 3 3 + 3 3 3 +    GET  /manage/notices
    S 3 3 + 3 3 3 +    GET  /manage/notices/new
    S 3 3 + 3 3 3 +    POST /manage/notices/new
    S 3 3 + 3 3 3 +    GET  /manage/notices/<int:id>                    id=draft_notice
    S 3 3 + 3 3 3 +    POST /manage/notices/<int:id>                    id=draft_notice
    S 3 3 + 3 3 3 +    GET  /manage/notices/<int:id>/publish            id=draft_notice
    S 3 3 + 3 3 3 +    POST /manage/notices/<int:id>/publish            id=draft_notice
    S 3 3 + 3 3 3 +    POST /manage/notices/<int:id>/hold               id=notice
    S 3 3 + 3 3 3 +    POST /manage/notices/<int:id>/withdraw           id=notice
    S 3 3 + 3 3 3 +    GET  /manage/notices/<int:id>/files/<int:number> id=draft_notice number=draft_notice_file
    S 3 3 + 3 3 3 +    POST /manage/notices/<int:id>/files/<int:number>/remove   id=notice number=notice_file
    S 3 3 4 3 3 3 4    POST /manage/notices/<int:id>/files/<int:number>/remove   id=notice number=draft_notice_file
    S + + 3 3 3 3 3    GET  /calls/<code>/ask
    S + + 3 3 3 3 3    POST /calls/<code>/ask
    S 4 4 3 3 3 3 3    POST /calls/<code>/ask                           code=draft_call
    S + + 3 3 3 3 3    GET  /inquiries
    S + 4 3 3 3 3 3    GET  /inquiries/<int:id>                         id=inquiry
    S + 4 3 3 3 3 3    POST /inquiries/<int:id>/follow-up               id=inquiry
    S 3 3 + 3 3 3 3    GET  /manage/inquiries
    S 3 3 + 3 3 3 3    GET  /manage/inquiries/<int:id>                  id=inquiry
    S 3 3 + 3 3 3 3    POST /manage/inquiries/<int:id>/answer           id=inquiry
    S 3 3 + 3 3 3 3    POST /manage/inquiries/<int:id>/notice           id=inquiry
    S 3 3 + 3 3 3 3    POST /manage/inquiries/<int:id>/notice/remove    id=inquiry

meetings
    S 3 3 + + + 3 3    GET  /manage/calls/<code>/meetings
    S 3 3 + 3 3 3 3    GET  /manage/calls/<code>/meetings/new
    S 3 3 + 3 3 3 3    POST /manage/calls/<code>/meetings/new
    S 3 3 + + + 3 3    GET  /manage/meetings/<int:id>                   id=meeting
    S 3 3 + + + 3 3    GET  /manage/meetings/<int:id>/minutes           id=meeting
    S 3 3 + 3 3 3 3    GET  /manage/meetings/<int:id>/edit              id=meeting
    S 3 3 + 3 3 3 3    POST /manage/meetings/<int:id>/edit              id=meeting
    S 3 3 + 3 3 3 3    POST /manage/meetings/<int:id>/hold              id=meeting
    S 3 3 + 3 3 3 3    POST /manage/meetings/<int:id>/cancel            id=meeting
    S 3 3 + 3 3 3 3    POST /manage/meetings/<int:id>/close             id=meeting
    S 3 3 + 3 3 3 3    POST /manage/meetings/<int:id>/reopen            id=meeting
    S 3 3 + 3 3 3 3    GET  /manage/meetings/<int:id>/decisions/new     id=meeting
    S 3 3 + 3 3 3 3    POST /manage/meetings/<int:id>/decisions/new     id=meeting
    S 3 3 + 3 3 3 3    GET  /manage/decisions/<int:id>                  id=decision
    S 3 3 + 3 3 3 3    POST /manage/decisions/<int:id>                  id=decision
    S 3 3 + 3 3 3 3    POST /manage/decisions/<int:id>/remove           id=decision
    S 3 3 + 3 3 3 3    POST /manage/amendments/<int:id>/decision        id=amendment
    S 3 3 + 3 3 3 3    POST /manage/nominations/<int:id>/meeting        id=submitted
    S 3 3 4 3 3 3 3    POST /manage/nominations/<int:id>/meeting        id=draft

nominations
    S 3 3 + 3 3 3 +    GET  /manage/calls/<code>/preview/<step>        code=draft_call
    S + + 3 3 3 3 3    POST /calls/<code>/nominate
    S 4 4 3 3 3 3 3    POST /calls/<code>/nominate                      code=draft_call
    S + + 3 3 3 3 3    GET  /nominations
    S + 4 3 3 3 3 3    GET  /nominations/<int:id>                       id=submitted
    S + 4 3 3 3 3 3    GET  /nominations/<int:id>                       id=draft
    S + 4 4 3 3 3 3    GET  /nominations/<int:id>/edit/<step>           id=draft
    S + 4 4 3 3 3 3    POST /nominations/<int:id>/edit/<step>           id=draft
    S + 4 + 3 3 3 3    GET  /nominations/<int:id>/edit/<step>           id=entered
    S + 4 + 3 3 3 3    POST /nominations/<int:id>/edit/<step>           id=entered
    S + 4 + 4 4 4 4    GET  /nominations/<int:id>/files/<int:file_id>   id=entered file_id=entered_file
    S + 4 4 4 4 4 4    GET  /nominations/<int:id>/files/<int:file_id>   id=draft file_id=draft_file
    S + 4 + + + + +    GET  /nominations/<int:id>/files/<int:file_id>   id=submitted file_id=file
    S 4 4 4 4 4 4 4    GET  /nominations/<int:id>/files/<int:file_id>   id=submitted file_id=foreign_file
    S + 4 + 4 4 4 4    GET  /nominations/<int:id>/files/<int:file_id>/preview  id=entered file_id=entered_file
    S + 4 4 4 4 4 4    GET  /nominations/<int:id>/files/<int:file_id>/preview  id=draft file_id=draft_file
    S + 4 + + + + +    GET  /nominations/<int:id>/files/<int:file_id>/preview  id=submitted file_id=file
    S 4 4 4 4 4 4 4    GET  /nominations/<int:id>/files/<int:file_id>/preview  id=submitted file_id=foreign_file
    S + 4 + 4 4 4 4    GET  /nominations/<int:id>/files/<int:file_id>/inline   id=entered file_id=entered_file
    S + 4 4 4 4 4 4    GET  /nominations/<int:id>/files/<int:file_id>/inline   id=draft file_id=draft_file
    S + 4 + + + + +    GET  /nominations/<int:id>/files/<int:file_id>/inline   id=submitted file_id=file
    S 4 4 4 4 4 4 4    GET  /nominations/<int:id>/files/<int:file_id>/inline   id=submitted file_id=foreign_file
    S + 4 4 3 3 3 3    POST /nominations/<int:id>/files/<int:file_id>/remove   id=draft file_id=draft_file
    S + 4 + 3 3 3 3    POST /nominations/<int:id>/files/<int:file_id>/remove   id=entered file_id=entered_file
    S 4 4 4 3 3 3 3    POST /nominations/<int:id>/files/<int:file_id>/remove   id=entered file_id=draft_file
    S + 4 3 3 3 3 3    GET  /nominations/<int:id>/comments              id=draft
    S + 4 3 3 3 3 3    POST /nominations/<int:id>/comments              id=draft
    S + 4 3 3 3 3 3    GET  /nominations/<int:id>/comments              id=submitted
    S + 4 4 3 3 3 3    POST /nominations/<int:id>/acknowledge           id=draft
    S + 4 + 3 3 3 3    POST /nominations/<int:id>/acknowledge           id=entered
    S + 4 4 3 3 3 3    GET  /nominations/<int:id>/copy                  id=draft
    S + 4 + 3 3 3 3    GET  /nominations/<int:id>/copy                  id=entered
    S + 4 4 3 3 3 3    POST /nominations/<int:id>/copy                  id=draft
    S + 4 + 3 3 3 3    POST /nominations/<int:id>/copy                  id=entered
    S + 4 + 3 3 3 3    GET  /nominations/<int:id>/submitted.pdf         id=submitted
    S 4 4 4 3 3 3 3    GET  /nominations/<int:id>/submitted.pdf         id=draft
    S + 4 + 3 3 3 3    GET  /nominations/<int:id>/receipt               id=submitted
    S + 4 4 3 3 3 3    GET  /nominations/<int:id>/receipt               id=draft
    S 3 3 4 3 3 3 3    POST /nominations/<int:id>/receipt               id=submitted
    S 3 3 + 3 3 3 3    POST /nominations/<int:id>/receipt               id=entered
    S + 4 4 3 3 3 3    POST /nominations/<int:id>/submit                id=draft
    S + 4 + 3 3 3 3    POST /nominations/<int:id>/submit                id=entered
    S + 4 + 3 3 3 3    POST /nominations/<int:id>/withdraw              id=submitted
    S + 4 4 3 3 3 3    POST /nominations/<int:id>/withdraw              id=draft
    S + 4 4 3 3 3 3    POST /nominations/<int:id>/discard               id=draft
    S + 4 + 3 3 3 3    POST /nominations/<int:id>/discard               id=entered
    S + 4 4 3 3 3 3    POST /nominations/<int:id>/restore               id=draft
    S + 4 + 3 3 3 3    POST /nominations/<int:id>/restore               id=entered
    S 3 3 + 3 3 3 3    GET  /manage/calls/<code>/nominations/new
    S 3 3 + 3 3 3 3    POST /manage/calls/<code>/nominations/new

people
    S 3 3 + 3 3 3 +    GET  /manage/people
    S 3 3 + 3 3 3 +    GET  /manage/people/likely
    S 3 3 + 3 3 3 +    GET  /manage/people/<int:id>                           id=record
    S 3 3 + 3 3 3 3    GET  /manage/people/<int:id>/edit                      id=record
    S 3 3 + 3 3 3 3    POST /manage/people/<int:id>/edit                      id=record
    S 3 3 + 3 3 3 3    GET  /manage/people/<int:id>/merge/<int:other>         id=record other=other_record
    S 3 3 + 3 3 3 3    POST /manage/people/<int:id>/merge/<int:other>         id=record other=other_record
    S 3 3 + 3 3 3 3    POST /manage/people/<int:id>/apart/<int:other>         id=record other=other_record
    S 3 3 + 3 3 3 3    POST /manage/people/<int:id>/merges/<int:merge>/split  id=record merge=record_merge
    S 3 3 4 3 3 3 3    POST /manage/people/<int:id>/merges/<int:merge>/split  id=other_record merge=record_merge
    S 3 3 + 3 3 3 3    POST /manage/people/<int:id>/trainings                 id=record
    S 3 3 + 3 3 3 3    POST /manage/people/<int:id>/trainings/<int:training>/remove    id=record training=training
    S 3 3 4 3 3 3 3    POST /manage/people/<int:id>/trainings/<int:training>/remove    id=other_record training=training

consents
    + + + + + + + +    GET  /trainee/<token>                            token=trainee_link
    4 4 4 4 4 4 4 4    GET  /trainee/<token>
    + + + + + + + +    POST /trainee/<token>                            token=trainee_link
    4 4 4 4 4 4 4 4    POST /trainee/<token>
    + + + + + + + +    GET  /trainee/<token>/copy                       token=trainee_link
    4 4 4 4 4 4 4 4    GET  /trainee/<token>/copy
    + + + + + + + +    POST /trainee/<token>/consents/<key>             token=trainee_link key=consent
    4 4 4 4 4 4 4 4    POST /trainee/<token>/consents/<key>             key=consent
    S + 4 + 3 3 3 3    GET  /nominations/<int:id>/trainees              id=submitted
    S + 4 4 3 3 3 3    GET  /nominations/<int:id>/trainees              id=draft
    S + 4 + 3 3 3 3    POST /nominations/<int:id>/trainees/<int:trainee_id>/send     id=submitted trainee_id=asked_trainee
    S 4 4 4 3 3 3 3    POST /nominations/<int:id>/trainees/<int:trainee_id>/send     id=submitted trainee_id=foreign_trainee
    S + 4 + 3 3 3 3    POST /nominations/<int:id>/trainees/<int:trainee_id>/link     id=submitted trainee_id=asked_trainee
    S 4 4 4 3 3 3 3    POST /nominations/<int:id>/trainees/<int:trainee_id>/link     id=submitted trainee_id=foreign_trainee
    S + 4 + 3 3 3 3    POST /nominations/<int:id>/trainees/<int:trainee_id>/remind   id=submitted trainee_id=asked_trainee
    S 4 4 4 3 3 3 3    POST /nominations/<int:id>/trainees/<int:trainee_id>/remind   id=submitted trainee_id=foreign_trainee
    S + 4 + 3 3 3 3    POST /nominations/<int:id>/trainees/<int:trainee_id>/revoke   id=submitted trainee_id=asked_trainee
    S 4 4 4 3 3 3 3    POST /nominations/<int:id>/trainees/<int:trainee_id>/revoke   id=submitted trainee_id=foreign_trainee
    S 3 3 + 3 3 + +    GET  /manage/calls/<code>/trainees

intake
    S + + + 3 3 3 3    GET  /calls/<code>/sheet
    S 4 4 + 3 3 3 3    GET  /calls/<code>/sheet                         code=draft_call
    S + + + 3 3 3 3    POST /calls/<code>/sheet
    S + + + 3 3 3 3    GET  /calls/<code>/sheet/template.xlsx
    S + 4 4 3 3 3 3    GET  /sheets/<int:id>                            id=sheet
    S 4 4 + 3 3 3 3    GET  /sheets/<int:id>                            id=paper_sheet
    S + 4 4 3 3 3 3    GET  /sheets/<int:id>/errors.xlsx                id=sheet
    S 4 4 + 3 3 3 3    GET  /sheets/<int:id>/errors.xlsx                id=paper_sheet
    S + 4 4 3 3 3 3    POST /sheets/<int:id>/take                       id=sheet
    S 4 4 + 3 3 3 3    POST /sheets/<int:id>/take                       id=paper_sheet
    S + 4 4 3 3 3 3    POST /sheets/<int:id>/discard                    id=sheet
    S 4 4 + 3 3 3 3    POST /sheets/<int:id>/discard                    id=paper_sheet

screening
    S + 4 4 3 3 3 3    GET  /corrections/<int:id>/answer                id=correction
    S + 4 4 3 3 3 3    POST /corrections/<int:id>/answer                id=correction
    S + 4 4 3 3 3 3    GET  /nominations/<int:id>/corrections           id=submitted
    S 3 3 + 3 3 3 3    POST /manage/corrections/<int:id>/again          id=correction
    S 3 3 + 3 3 3 3    POST /manage/corrections/<int:id>/resolve        id=correction
    S 3 3 + + + + +    GET  /manage/nominations/<int:id>                id=submitted
    S 3 3 4 4 4 4 4    GET  /manage/nominations/<int:id>                id=draft
    S 3 3 + 3 3 3 3    POST /manage/nominations/<int:id>/corrections    id=submitted
    S 3 3 4 3 3 3 3    POST /manage/nominations/<int:id>/corrections    id=draft
    S 3 3 + 3 3 3 3    POST /manage/nominations/<int:id>/decision       id=submitted
    S 3 3 4 3 3 3 3    POST /manage/nominations/<int:id>/decision       id=draft
    S 3 3 + 3 3 3 3    POST /manage/nominations/<int:id>/findings       id=submitted
    S 3 3 + 3 3 3 3    GET  /manage/trainees/<int:id>/decision          id=asked_trainee
    S 3 3 + 3 3 3 3    POST /manage/trainees/<int:id>/decision          id=asked_trainee
    S 3 3 4 3 3 3 3    POST /manage/trainees/<int:id>/decision          id=draft_trainee

approvals
    S 3 3 3 3 + 3 3    GET  /manage/approvals
    S 3 3 3 3 + 3 3    POST /manage/approvals/<int:id>/approve          id=approval
    S 3 3 3 3 + 3 3    POST /manage/approvals/<int:id>/return           id=approval

selection
    S 3 3 + + 3 3 3    GET  /manage/calls/<code>/scores
    S 3 3 4 + 3 3 3    POST /manage/calls/<code>/scores
    S 3 3 + + + 3 +    GET  /manage/calls/<code>/selection
    S 3 3 + 3 3 3 3    POST /manage/calls/<code>/selection/exception
    S 3 3 + 3 3 3 3    POST /manage/calls/<code>/selection/exceptions/<int:position>/take-back    position=exception
    S 3 3 + 3 3 3 3    POST /manage/calls/<code>/selection/places
    S 3 3 + 3 3 3 3    POST /manage/calls/<code>/selection/submit
    S 3 3 + 3 3 3 3    POST /manage/calls/<code>/selection/announce
    S 3 3 + 3 3 3 3    POST /manage/placements/<int:id>/decline         id=placement
    S 3 3 + 3 + 3 3    POST /manage/vacancies/<int:id>/lapse            id=vacancy
    S 3 3 3 3 + 3 3    POST /manage/vacancies/<int:id>/promote          id=vacancy

itinerary
    S + + 3 3 3 3 3    GET  /calls/<code>/itinerary
    S 3 3 + 3 3 + +    GET  /manage/calls/<code>/itinerary
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/itinerary/take-over
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/itinerary/release
    S 3 3 + 3 3 + +    GET  /manage/calls/<code>/itinerary/releases/<int:number>
    S 3 3 + 3 3 + 3    GET  /manage/calls/<code>/itinerary/days/<day>
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/itinerary/days/<day>
    S 3 3 + 3 3 + 3    GET  /manage/calls/<code>/itinerary/sessions/new
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/itinerary/sessions/new
    S 3 3 + 3 3 + 3    GET  /manage/calls/<code>/itinerary/sessions/<int:id>          id=session
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/itinerary/sessions/<int:id>          id=session
    S 3 3 4 3 3 4 3    GET  /manage/calls/<code>/itinerary/sessions/<int:id>          id=other_session
    S 3 3 4 3 3 4 3    POST /manage/calls/<code>/itinerary/sessions/<int:id>          id=other_session
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/itinerary/sessions/<int:id>/confirm  id=session
    S 3 3 4 3 3 4 3    POST /manage/calls/<code>/itinerary/sessions/<int:id>/confirm  id=other_session
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/itinerary/sessions/<int:id>/move     id=session direction=up
    S 3 3 4 3 3 4 3    POST /manage/calls/<code>/itinerary/sessions/<int:id>/move     id=other_session direction=up
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/itinerary/sessions/<int:id>/remove   id=session
    S 3 3 4 3 3 4 3    POST /manage/calls/<code>/itinerary/sessions/<int:id>/remove   id=other_session
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/itinerary/sessions/<int:id>/reopen   id=session
    S 3 3 4 3 3 4 3    POST /manage/calls/<code>/itinerary/sessions/<int:id>/reopen   id=other_session
    S 3 3 + 3 3 + 3    GET  /manage/hosts
    S 3 3 + 3 3 + 3    GET  /manage/hosts/<int:id>                      id=host
    S 3 3 + 3 3 + 3    POST /manage/hosts/<int:id>                      id=host

training
    S 3 3 + 3 3 + +    GET  /manage/calls/<code>/attendance
    S 3 3 + 3 3 + 3    GET  /manage/calls/<code>/attendance/<int:id>    id=session
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/attendance/<int:id>    id=session
    S 3 3 4 3 3 4 3    GET  /manage/calls/<code>/attendance/<int:id>    id=other_session
    S 3 3 4 3 3 4 3    POST /manage/calls/<code>/attendance/<int:id>    id=other_session
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/attendance/days/<day>
    S 3 3 + 3 3 + +    GET  /manage/calls/<code>/completion
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/completion

documents
    + + + + + + + +    GET  /verify/<code>                              code=verification
    S + 4 + 3 + + +    GET  /documents/<int:id>/file                    id=letter
    S + 4 + 3 + + +    GET  /documents/<int:id>/file                    id=certificate
    S 4 4 + 3 + + +    GET  /documents/<int:id>/file                    id=printed
    S 4 4 4 3 4 4 4    GET  /documents/<int:id>/file                    id=waiting
    S 3 3 + 3 + + +    GET  /manage/calls/<code>/documents
    S 3 3 + 3 + + +    GET  /manage/calls/<code>/letters
    S 3 3 + 3 3 3 3    POST /manage/calls/<code>/letters
    S 3 3 + 3 3 3 3    GET  /manage/calls/<code>/letters.zip
    S 3 3 + 3 3 3 3    POST /manage/calls/<code>/letters/numbers
    S 3 3 + 3 3 3 3    POST /manage/calls/<code>/letters/terms
    S 3 3 + 3 + + +    GET  /manage/calls/<code>/certificates
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/certificates
    S 3 3 + 3 3 + 3    GET  /manage/calls/<code>/certificates.pdf
    S 3 3 + 3 3 + 3    GET  /manage/calls/<code>/certificates.zip
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/certificates/printed
    S 3 3 + 3 + + +    GET  /manage/calls/<code>/certificates/progress
    S 3 3 + 3 3 + 3    POST /manage/calls/<code>/certificates/settle
    S 3 3 + 3 3 + 3    POST /manage/trainees/<int:id>/certificate       id=trainee
    S 3 3 + 3 + + +    GET  /manage/documents/<int:id>                  id=letter
    S 3 3 + 3 + + +    GET  /manage/documents/<int:id>/preview          id=letter
    S 3 3 + 3 + + +    GET  /manage/documents/<int:id>/preview          id=certificate
    S 3 3 + 3 + + +    GET  /manage/documents/<int:id>/preview          id=waiting
    S 3 3 + 3 3 3 3    GET  /manage/documents/<int:id>/package.zip      id=letter
    S 3 3 + 3 3 3 3    GET  /manage/documents/<int:id>/package.zip      id=waiting
    S 3 3 4 3 3 3 3    GET  /manage/documents/<int:id>/package.zip      id=certificate
    S 3 3 + 3 3 + 3    POST /manage/documents/<int:id>/award            id=printed
    S 3 3 4 3 3 4 3    POST /manage/documents/<int:id>/award            id=letter
    S 3 3 + 3 3 + 3    POST /manage/documents/<int:id>/printed          id=printed
    S 3 3 4 3 3 4 3    POST /manage/documents/<int:id>/printed          id=letter
    S 3 3 + 3 3 + 3    POST /manage/documents/<int:id>/withhold         id=printed
    S 3 3 4 3 3 4 3    POST /manage/documents/<int:id>/withhold         id=letter
    S 3 3 + 3 3 3 3    POST /manage/documents/<int:id>/dispatch         id=letter
    S 3 3 4 3 3 3 3    POST /manage/documents/<int:id>/dispatch         id=printed
    S 3 3 + 3 3 3 3    POST /manage/documents/<int:id>/number           id=letter
    S 3 3 + 3 3 3 3    POST /manage/documents/<int:id>/number           id=waiting
    S 3 3 4 3 3 3 3    POST /manage/documents/<int:id>/number           id=printed
    S 3 3 + 3 3 3 3    POST /manage/documents/<int:id>/office-file      id=letter
    S 3 3 4 3 3 3 3    POST /manage/documents/<int:id>/office-file      id=printed
    S 3 3 + 3 3 3 3    POST /manage/documents/<int:id>/void             id=printed
    S 3 3 + 3 3 3 3    POST /manage/documents/<int:id>/void             id=letter
    S 3 3 + 3 3 + 3    POST /manage/documents/<int:id>/reissue          id=printed
    S 3 3 + 3 3 3 3    POST /manage/documents/<int:id>/reissue          id=letter
    S 3 3 + 3 3 + 3    POST /manage/documents/<int:id>/render           id=letter
    S 3 3 + 3 3 3 3    POST /manage/documents/<int:id>/take-over        id=letter
    S 3 3 + 3 3 + 3    POST /manage/documents/<int:id>/take-over        id=printed

notifications
    S 3 3 + 3 3 + +    GET  /manage/messages
    S 3 3 + 3 3 + +    GET  /manage/messages/<int:id>                   id=message
    S 3 3 + 3 3 + +    POST /manage/messages/<int:id>/resend            id=message

insight
    S + + + + + + +    GET  /home
    S 3 3 + + + + +    GET  /manage/calls/<code>
    S 3 3 + 3 + + +    GET  /manage/calls/<code>/nominations
    S 3 3 + 3 3 3 +    GET  /manage/calls/<code>/nominations.xlsx

the demonstration
    + + + + + + + +    GET  /demo
    + + + + + + + +    POST /demo/clock
    + + + + + + + +    GET  /demo/gallery
    + + + + + + + +    GET  /demo/mail
    + + + + + + + +    GET  /demo/mail/<key>
    + + + + + + + +    GET  /demo/mail/<key>/html
    + + + + + + + +    GET  /demo/mail/<key>/<int:number>               number=enclosure

assets
    + + + + + + + +    GET  /static/<path:filename>
"""

OBJECTS = {
    "code": "call", "company_id": "own_company", "token": "token", "step": "step", "section": "section", "day": "day",
    "number": "release", "key": "caught", "filename": "asset",
}  # fmt: skip
"""Which object fills a converter where the row does not say."""


@dataclass(frozen=True)
class Row:
    """What each actor is answered at a route with these objects; `marks` as in the table."""

    method: str
    rule: str
    marks: dict[str, str]
    names: dict[str, str]
    form: dict[str, str]

    def __str__(self) -> str:
        said = " ".join(f"{name}={value}" for name, value in self.names.items() if OBJECTS.get(name) != value)
        return f"{self.method} {self.rule} {said}".strip()

    def converters(self) -> list[str]:
        return CONVERTER.findall(self.rule)

    def address(self, objects: dict[str, str | int]) -> str:
        """Return the address with the objects of the world."""
        return CONVERTER.sub(lambda found: str(objects[self.names[found["name"]]]), self.rule)


LINE = re.compile(r"(?P<marks>[+S34](?: [+S34]){7}) +(?P<method>[A-Z]+) +(?P<rule>\S+)(?P<names>( +\w+=\w+)*)")
CONVERTER = re.compile(r"<(?:\w+:)?(?P<name>\w+)>")


def _rows() -> list[Row]:
    rows = []
    for line in TABLE.splitlines():
        if found := LINE.fullmatch(line.strip()):
            said = dict(pair.split("=") for pair in found["names"].split())
            names = {name: said.pop(name, None) or OBJECTS[name] for name in CONVERTER.findall(found["rule"])}
            marks = dict(zip(ACTORS, found["marks"].split(), strict=True))
            rows.append(Row(found["method"], found["rule"], marks, names, form=said))
        else:
            assert "/" not in line, f"not a row of the table: {line}"
    return rows


ROWS = _rows()


def is_let_in(actor: str, method: str, rule: str) -> bool:
    """Tell whether the table lets an actor's role through to a route, whatever becomes of the object."""
    return any(row.marks[actor] in "+4" for row in ROWS if (row.method, row.rule) == (method, rule))
