using Flink.Rest.Routing;
using Microsoft.AspNetCore.Http;

namespace Flink.Rest.Cluster;

/// <summary>What a container's supervisor asks: <c>/healthz</c> (this process answers) and <c>/readyz</c> (it leads, so that jobs can be sent to it).</summary>
internal static class ProbeRoutes
{
    public static void Map(RouteTable routes)
    {
        routes.Get("/healthz", static request => AnswerAsync(request, StatusCodes.Status200OK, "ok"));
        routes.Get("/readyz", static request => request.Services.IsReady()
            ? AnswerAsync(request, StatusCodes.Status200OK, "ok")
            : AnswerAsync(request, StatusCodes.Status503ServiceUnavailable, "this JobManager does not lead"));
    }

    private static Task AnswerAsync(RestRequest request, int status, string text)
    {
        request.Context.Response.StatusCode = status;
        request.Context.Response.ContentType = "text/plain; charset=UTF-8";
        return request.Context.Response.WriteAsync(text, request.Aborted);
    }
}
