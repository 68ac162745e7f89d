using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Docker.DotNet;

namespace Flink.Docker.Engine;

/// <summary>What a failed call means.</summary>
internal static class EngineProblem
{
    /// <summary>Whether the same call may succeed in a moment: the engine is away, or starts again.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        DockerApiException api => api.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests,
        _ when HasNoRights(error) || error is AuthenticationException || error.InnerException is AuthenticationException => false,
        HttpRequestException or IOException or SocketException or TimeoutException => true,
        TaskCanceledException canceled => canceled.InnerException is TimeoutException,
        _ => false,
    };

    /// <summary>Whether the engine's socket is closed to this user.</summary>
    public static bool HasNoRights(Exception error) =>
        (error as SocketException ?? error.InnerException as SocketException)?.SocketErrorCode is SocketError.AccessDenied;

    /// <summary>The engine's own words, without their wrapping.</summary>
    public static string Words(Exception error)
    {
        if (error is not DockerApiException api)
        {
            return (error.InnerException ?? error).Message;
        }

        try
        {
            using var body = JsonDocument.Parse(api.ResponseBody ?? "");
            return body.RootElement.GetProperty("message").GetString()!.Trim().TrimEnd('.');
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return api.ResponseBody is { Length: > 0 } text ? text.Trim().TrimEnd('.') : $"status {(int)api.StatusCode}";
        }
    }

    /// <summary>A sentence about an engine that cannot be used, with what to do.</summary>
    public static string Describe(EngineAddress address, Exception error) => error switch
    {
        _ when HasNoRights(error) =>
            $"The Docker Engine's socket {address.SocketPath} is closed to user '{Environment.UserName}': add the user to the group that owns the socket (ls -l {address.SocketPath}; usually 'docker'), or set 'docker.host' to an engine that lets it in",
        _ when error is AuthenticationException || error.InnerException is AuthenticationException =>
            $"The Docker Engine at {address} and this process do not trust each other's certificates ({Words(error)}): check 'docker.tls.cert-path'",
        _ when IsTransient(error) && error is not DockerApiException =>
            $"No Docker Engine answers at {address} ({Words(error)}): is dockerd running there? 'docker.host' or DOCKER_HOST says where it is",
        _ => $"The Docker Engine at {address} refuses: {Words(error)}",
    };
}
