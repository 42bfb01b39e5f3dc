"""Words too common to search by, per language, written without accents because analysis folds them first."""

SPANISH = frozenset(
    """
    a al algo algun alguna algunas alguno algunos ante antes aqui asi aun aunque cada como con contra cual cuales cuando cuanto
    cuantos cuanta cuantas de del desde donde durante e el ella ellas ello ellos en entre era eran es esa esas ese eso esos esta
    estaba estan estar estas este esto estos estoy fue fueron ha habia haber han has hasta hay haya he la las le les lo los mas me
    mi mientras mis mucha muchas mucho muchos muy nada ni no nos nosotros nuestra nuestras nuestro nuestros o os otra otras otro
    otros para pero poco por porque pues que quien quienes se sea ser si sido siempre sin sino sobre son soy su sus suya suyo
    tambien tan tanto te tener tengo ti tiene tienen toda todas todo todos tu tus un una unas uno unos usted ustedes ya y yo
    """.split()
)
PORTUGUESE = frozenset(
    """
    a ao aos aquela aquelas aquele aqueles aquilo as ate cada com como contra da das de dela delas dele deles depois desde do dos
    e ela elas ele eles em entre era eram essa essas esse esses esta estao estar estas estava estavam este estes estou eu foi
    foram ha havia isso isto ja la lhe lhes lo mais mas me mesma mesmo meu meus minha minhas muita muitas muito muitos na nao nas
    nem no nos nossa nossas nosso nossos num numa o onde os ou outra outras outro outros para pela pelas pelo pelos per por porque
    pois qual quais quando quanta quanto quantas quantos que quem sao se seja sem sendo ser sera seu seus si sido so sobre somos
    sou sua suas tambem tao te tem temos tendo tenha tenho ter teu teus teve tinha todo todos toda todas tu tua tuas um uma umas
    uns vai voce voces vos
    """.split()
)
ENGLISH = frozenset(
    """
    a about after all also am an and any are aren as at be because been before being between both but by can cannot could couldn
    did didn do does doesn doing don dont down during each few for from further had has hasn have haven having he her here hers
    him his how i if im in into is isn it its itself ive just me more most my myself no nor not now of off on once only or other
    our ours out over own s same she should shouldn so some such t than that the their theirs them then there these they this
    those through to too under until up very was wasn we were weren what when where which while who whom whose why will with
    won would wouldn you your yours
    """.split()
)
