using Flink.Core;
using Flink.Core.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flink.Rest.Routing;

/// <summary>Turns what goes wrong into Flink's error bodies: <c>{"errors": [...]}</c>.</summary>
internal sealed partial class ErrorAnswers(string allowOrigin, ILogger logger)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.AccessControlAllowOrigin = allowOrigin;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await AnswerAsync(context, e).ConfigureAwait(false);
            return;
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested)
        {
            LogAborted(logger, context.Request.Method, context.Request.Path, e.Message);
            return;
        }

        // Another method of a known path is to Flink a path that it does not know.
        if (!context.Response.HasStarted && context.Response.StatusCode is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed)
        {
            context.Response.Headers.Allow = default;
            await WriteAsync(context, StatusCodes.Status404NotFound, NotFoundText(context.Request)).ConfigureAwait(false);
        }
    }

    private static string NotFoundText(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) ? $"Unable to load requested file {request.Path}." : $"Not found: {request.Path}";

    private static Task WriteAsync(HttpContext context, int status, params string[] errors) => RestRequest.WriteJsonAsync(
        context,
        status,
        json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("errors");
            Array.ForEach(errors, json.WriteStringValue);
            json.WriteEndArray();
            json.WriteEndObject();
        });

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case RestException e:
                return WriteAsync(context, e.Status, e.Message);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } e:
                return WriteAsync(context, e.StatusCode, $"{e.Message} Send less, or raise '{RestOptions.ServerMaxContentLength.Key}' of the JobManager.");
            case BadHttpRequestException e:
                return WriteAsync(context, e.StatusCode, e.Message);
            case FlinkException { IsRetryable: true } e:
                return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, e.Message);
            default:
                LogFailed(logger, context.Request.Method, context.Request.Path, exception);
                return WriteAsync(
                    context,
                    StatusCodes.Status500InternalServerError,
                    "Internal server error.",
                    $"<Exception on server side:\n{exception.GetType().FullName}: {exception.Message}\nEnd of exception on server side>");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed.")]
    private static partial void LogFailed(ILogger logger, string method, PathString path, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The caller of {Method} {Path} went away: {Reason}")]
    private static partial void LogAborted(ILogger logger, string method, PathString path, string reason);
}
