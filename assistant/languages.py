"""Whether a text is in English, by script and by the commonest words of it and of its neighbours.

Small on purpose: a question is a handful of words, on which trained identifiers of megabytes guess as well; measured,
see the README.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.wordlists import word_set

_WORD = re.compile(r"[^\W\d_]+")

_ENGLISH = word_set(
    "the a an and or of to in on for with by from at as is are was were be been being am do does did done "
    "doing will "
    "would can could shall should may might must have has had having not no yes if then than that this "
    "these those it "
    "its they them their there he she his her him we us our you your i me my who whom whose what when "
    "where which why "
    "how much many more most some any all each every both few other such only own same so too very just about over "
    "under again once here into out up down off between through during before after above below because until while "
    "get gets got give given take make made say says said think need new old first last long good per per money "
    "care children child kids people social council government carers workers"
)
_FOREIGN = word_set(
    # Spanish, Portuguese
    "el los las una unos unas del al que qué quien quién cuando cuándo donde dónde como cómo cuanto cuánto "
    "cuanta cuántos por para con sin sobre "
    "es son está están fue ser tiene tienen hay muy más pero este esta estos niños dinero recibirán cuidado jóvenes "
    "quais qual quem onde quando quanto não são uma umas dos das pelo pela com sem mais você ele ela isso "
    "crianças dinheiro foi "
    # French
    "le les une du au aux et est sont été être avoir quel quelle quels quelles qui quand où comment "
    "combien pourquoi pour avec sans "
    "sur dans ce cette ces il elle ils elles nous vous je tu leur leurs pas plus très enfants argent "
    "jeunes accueil parce qu’est "
    # German, Dutch
    "der das den dem ein eine einen einem und ist sind war waren sein haben hat wird werden wer wann wo "
    "wie wieviel warum welche "
    "welcher für mit ohne über auf aus bei nach von zu zum zur nicht auch ich sie wir ihr kinder geld viel "
    "het een zijn hoeveel "
    "wat wie waar waarom wanneer voor niet krijgen kinderen "
    # Italian
    "il lo gli della delle dei degli nel nella che chi quando dove come quanto quanti perché per con senza "
    "è sono stato essere più anche "
    "questo questa bambini soldi "
    # Polish, Czech, Romanian
    "jest są był była będzie ile kiedy gdzie kto jak dlaczego czy nie dla przez się na że do od oraz "
    "dzieci dziecka pieniędzy "
    "care este sunt cât când unde cine cum pentru copii bani și "
    # Welsh
    "yr y mae yw sut faint pryd ble pwy beth pam ydy oes gan gyda ar am fydd bydd plant arian gofal ym yn cael "
    # Turkish, Somali, Swedish
    "ne zaman nerede kim nasıl neden için ile bir bu ve çocuk çocuklar kadar waa maxay goorma yaa carruurta ku iyo "
    "är och hur när vem vad varför för inte det barn pengar"
) - word_set(
    # words that English askers type too
    "care per am as do on no a in do come sin son sur das den war bad hat is ne bu kim on al as das was "
    "die des es not "
    "ar plus gan dos als con y de i o ha la se si tu un me data para pay das le na ve das sie wer and the ye per ile"
)
_FOREIGN_ENOUGH = 2


def is_english(text: str) -> bool:
    """Whether a text may be English; the benefit of the doubt goes to names and single words.

    >>> is_english("how much do care leavers get"), is_english("¿Cuánto dinero reciben los jóvenes?")
    (True, False)
    """
    letters = [character for character in text if character.isalpha()]
    latin = sum(1 for character in letters if "LATIN" in unicodedata.name(character, ""))
    if letters and latin < len(letters) / 2:
        return False
    words = [word.lower() for word in _WORD.findall(text)]
    english = sum(1 for word in words if word in _ENGLISH)
    foreign = sum(1 for word in words if word in _FOREIGN)
    accented = sum(1 for word in words if not word.isascii())
    if foreign >= _FOREIGN_ENOUGH and foreign > english:
        return False
    return not (
        accented and foreign and foreign + accented > english and foreign + accented >= _FOREIGN_ENOUGH and english <= 1
    )
