using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.RegularExpressions;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Flink.Kubernetes.Api;

/// <summary>What a failed call means.</summary>
public static partial class ApiProblem
{
    /// <summary>Whether the same call may succeed in a moment: the API is away, overloaded, or starts again.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        // The server's own trouble: it, its storage or a webhook.
        HttpOperationException { Response.StatusCode: var status } => status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError,
        _ when IsDistrust(error) => false,
        HttpRequestException or IOException or SocketException or TimeoutException => true,

        _ => false,
    };

    /// <summary>Whether somebody else changed the object meanwhile, or made one of this name.</summary>
    public static bool IsConflict(Exception error) => StatusOf(error) is HttpStatusCode.Conflict;

    /// <summary>Whether there is no such object.</summary>
    public static bool IsNotFound(Exception error) => StatusOf(error) is HttpStatusCode.NotFound;

    /// <summary>Whether a version that was asked for is too old to be known.</summary>
    public static bool IsExpired(Exception error) => StatusOf(error) is HttpStatusCode.Gone || error is KubernetesException { Status.Code: (int)HttpStatusCode.Gone };

    /// <summary>Whether a quota of the namespace is used up; the object may be made when there is room again.</summary>
    public static bool IsQuota(Exception error) => StatusOf(error) is HttpStatusCode.Forbidden && Words(error).Contains("exceeded quota", StringComparison.Ordinal);

    /// <summary>Whether who asks has not the right to.</summary>
    /// <remarks>Objects that a policy does not allow are forbidden too, with other words.</remarks>
    public static bool IsMissingRight(Exception error) => StatusOf(error) is HttpStatusCode.Forbidden && Words(error).Contains(" cannot ", StringComparison.Ordinal);

    /// <summary>The status of an answer; null when there was none.</summary>
    public static HttpStatusCode? StatusOf(Exception error) => (error as HttpOperationException)?.Response?.StatusCode;

    /// <summary>The API's own words.</summary>
    public static string Words(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error switch
        {
            HttpOperationException { Response: { } response } => Trim(MessageIn(response.Content) ?? $"status {(int)response.StatusCode}"),
            KubernetesException { Status: { } status } => Trim(status.Message ?? status.Reason ?? error.Message),
            _ => Trim((error.InnerException ?? error).Message),
        };
    }

    /// <summary>A sentence without its full stop, with what to do.</summary>
    /// <param name="address">Where the API is.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="namespaceName">Where.</param>
    /// <param name="error">What came of it.</param>
    public static string Describe(Uri address, ApiCall call, string namespaceName, Exception error)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(error);
        var where = address.GetLeftPart(UriPartial.Authority);
        return StatusOf(error) switch
        {
            _ when IsMissingRight(error) => $"The Kubernetes API at {where} refuses to {call} in namespace '{namespaceName}': {Words(error)}. {Rule(call, namespaceName, Words(error))}",
            HttpStatusCode.Unauthorized => $"The Kubernetes API at {where} does not know who asks ({Words(error)}): the token or certificate of the kubeconfig or the service account is wrong or too old",
            HttpStatusCode.NotFound when Words(error).Contains("namespaces", StringComparison.Ordinal) => $"The Kubernetes API at {where} has no namespace '{namespaceName}': create it (kubectl create namespace {namespaceName}), or set 'kubernetes.namespace'",
            not null => $"The Kubernetes API at {where} refuses to {call}: {Words(error)}",
            _ when IsDistrust(error) => $"The Kubernetes API at {where} and this process do not trust each other's certificates ({Words(error)}): check the kubeconfig",
            _ => $"No Kubernetes API answers at {where} ({Words(error)})",
        };
    }

    // What is refused may be another right than the one that the call is named for: an apply that makes an object needs two.
    private static string Rule(ApiCall asked, string namespaceName, string words)
    {
        var refused = Refused().Match(words);
        var call = refused.Success ? new ApiCall(refused.Groups[1].Value, refused.Groups[2].Value, refused.Groups[3].Value) : asked;
        return $"Add to a role of that account the rule {{apiGroups: [\"{call.Group}\"], resources: [\"{call.Resource}\"], verbs: [\"{call.Verb}\"]}} "
            + $"(kubectl create role NAME -n {namespaceName} --verb={call.Verb} --resource={call.Resource}{(call.Group.Length == 0 ? "" : "." + call.Group)}, and a role binding)";
    }

    private static bool IsDistrust(Exception error) => error is AuthenticationException || error.InnerException is AuthenticationException;

    private static string? MessageIn(string? content)
    {
        try
        {
            return string.IsNullOrWhiteSpace(content) ? null : KubernetesJson.Deserialize<V1Status>(content)?.Message ?? content;
        }
        catch (JsonException)
        {
            return content;
        }
    }

    private static string Trim(string text) => text.Trim().TrimEnd('.');

    [GeneratedRegex("cannot (\\S+) resource \"([^\"]+)\" in API group \"([^\"]*)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Refused();
}
