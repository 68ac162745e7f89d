using Flink.Yarn.Rest;

namespace Flink.Yarn.Tests.Harness;

/// <summary>Answers requests in turn, and keeps what was asked.</summary>
public sealed class Script(params Func<HttpRequestMessage, HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private int _next;

    /// <summary>"METHOD uri", and the body after a space where there is one.</summary>
    public List<string> Asked { get; } = [];

    public static Script OfRecordings(params string[] names) =>
        new([.. names.Select(name => (Func<HttpRequestMessage, HttpResponseMessage>)(_ => Recording.Of(name)))]);

    /// <summary>A connection without pauses that this answers.</summary>
    internal YarnConnection Connect(int attempts = 1, params string[] addresses) => new(
        [.. (addresses is [] ? ["http://rm:8088/"] : addresses).Select(address => new Uri(address))], "alice", TimeProvider.System, attempts, this);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : " " + await request.Content.ReadAsStringAsync(cancellationToken);
        Asked.Add($"{request.Method} {request.RequestUri}{body}");
        return answers[_next++](request);
    }
}
