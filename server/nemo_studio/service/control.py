"""The switches for faults over HTTP. Only a studio that was started with faults has them; see `faults`."""

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nemo_studio.service.faults import Fault, Faults
from nemo_video.errors import InvalidArgument

PATH = "/control/faults"

_WISHES: TypeAdapter[dict[str, int]] = TypeAdapter(dict[str, int])


def control_route(faults: Faults) -> Route:
    """Where faults are read and armed."""

    async def control(request: Request) -> Response:
        if request.method == "POST":
            try:
                wishes = {
                    Fault.named(name): times
                    for name, times in _WISHES.validate_json(await request.body()).items()
                }
            except InvalidArgument as error:
                return JSONResponse({"detail": error.message}, status_code=400)
            except ValidationError:
                return JSONResponse({"detail": 'Send for example {"lost_session": 2}.'}, status_code=400)
            for fault, times in wishes.items():
                faults.arm(fault, times)
        return JSONResponse(faults.armed())

    return Route(PATH, control, methods=["GET", "POST"])
