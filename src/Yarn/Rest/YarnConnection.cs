using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Polly;
using Polly.Retry;

namespace Flink.Yarn.Rest;

/// <summary>HTTP to whichever ResourceManager is active: redirects of one that stands by are followed with method and body, one that is away is passed over.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class YarnConnection : IDisposable
{
    private const string Standby = "There is no active RM right now";
    private const string StandbyBegin = "This is standby RM";
    private const int MaxRedirects = 4;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly Uri[] _addresses;
    private readonly string _user;
    private readonly ResiliencePipeline _retries;
    private volatile Uri _active;

    /// <param name="addresses">The web servers of all ResourceManagers.</param>
    /// <param name="user">Who asks, where the cluster believes what it is told.</param>
    /// <param name="clock">The clock of pauses.</param>
    /// <param name="attempts">How often a call is tried before its error is final, with growing pauses.</param>
    /// <param name="handler">What sends; null for the network. Belongs to the connection.</param>
    public YarnConnection(IReadOnlyList<Uri> addresses, string user, TimeProvider clock, int attempts = 4, HttpMessageHandler? handler = null)
    {
        _addresses = [.. addresses];
        _active = _addresses[0];
        _user = user;
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20) })
        {
            Timeout = _patience,
        };

        // Some filters refuse what changes something and comes without it.
        _http.DefaultRequestHeaders.Add("X-XSRF-Header", "flink");
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _retries = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = Math.Max(1, attempts - 1),
                ShouldHandle = new PredicateBuilder().Handle<YarnException>(e => attempts > 1 && e.IsUnreachable),
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(3),
                UseJitter = true,
            })
            .Build();
    }

    /// <summary>The web server that answered last.</summary>
    public Uri Active => _active;

    /// <summary>Who asks.</summary>
    public string User => _user;

    /// <summary>Asks, again while nobody answers.</summary>
    /// <param name="method">GET, POST, PUT or DELETE.</param>
    /// <param name="path">Path and query from the root, without the user.</param>
    /// <param name="body">JSON; null for none.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="YarnException">Nobody answered, or the answer is an error.</exception>
    public async Task<YarnAnswer> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellation) => await _retries.ExecuteAsync(
        async token => await SendToAnyAsync(method, path, body, token).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    public void Dispose() => _http.Dispose();

    private static string Describe(HttpMethod method, string path, Uri address) => $"{method} {path.Split('?')[0]} of {address.Authority}";

    private static bool IsStandby(HttpResponseMessage response, string text) =>
        text.StartsWith(Standby, StringComparison.Ordinal) || (response.StatusCode == HttpStatusCode.TemporaryRedirect && text.StartsWith(StandbyBegin, StringComparison.Ordinal));

    // Beginning with the one that answered last.
    private async Task<YarnAnswer> SendToAnyAsync(HttpMethod method, string path, string? body, CancellationToken cancellation)
    {
        YarnException? last = null;
        var first = Array.IndexOf(_addresses, _active);
        for (var i = 0; i < _addresses.Length; i++)
        {
            try
            {
                return await SendToAsync(_addresses[(Math.Max(first, 0) + i) % _addresses.Length], method, path, body, cancellation).ConfigureAwait(false);
            }
            catch (YarnException e) when (e.IsUnreachable)
            {
                last = e;
            }
        }

        throw last!;
    }

    private async Task<YarnAnswer> SendToAsync(Uri address, HttpMethod method, string path, string? body, CancellationToken cancellation)
    {
        for (var redirects = 0; ; redirects++)
        {
            var (response, text) = await ExchangeAsync(address, method, path, body, cancellation).ConfigureAwait(false);
            using var answered = response;
            if (response.StatusCode == HttpStatusCode.TemporaryRedirect && response.Headers.Location is { IsAbsoluteUri: true } elsewhere && redirects < MaxRedirects)
            {
                address = new Uri($"{elsewhere.Scheme}://{elsewhere.Authority}/");
                continue;
            }

            if (IsStandby(response, text) || response.StatusCode == HttpStatusCode.TemporaryRedirect)
            {
                throw new YarnException($"No ResourceManager of YARN is active: {address.Authority} says: {YarnError.Shorten(text)}", null);
            }

            _active = Array.Find(_addresses, known => known.Authority == address.Authority) ?? address;
            return response.IsSuccessStatusCode ? new YarnAnswer(response.StatusCode, text) : throw YarnError.Of(Describe(method, path, address), response.StatusCode, text);
        }
    }

    private async Task<(HttpResponseMessage Response, string Text)> ExchangeAsync(Uri address, HttpMethod method, string path, string? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}user.name={Uri.EscapeDataString(_user)}"));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        try
        {
            var response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
            return (response, await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false));
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new YarnException(
                $"YARN's ResourceManager at {address.Authority} does not answer ({(e.InnerException ?? e).Message}): is it running there? yarn-site.xml in HADOOP_CONF_DIR says where it is", e);
        }
    }
}
