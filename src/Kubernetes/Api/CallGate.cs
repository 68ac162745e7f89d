using System.Net;
using System.Web;

namespace Flink.Kubernetes.Api;

/// <summary>All calls of a client pass through here: so many at a time and a second, and none for ever.</summary>
/// <remarks>
/// A call counts until its answer is complete; a watch until it has begun. A call that is not answered in time fails with <see cref="TimeoutException"/>; the time in which it waited
/// for its turn does not count.
/// </remarks>
internal sealed class CallGate(int concurrency, CallLimits limits, TimeSpan timeout, TimeProvider clock) : DelegatingHandler
{
    private readonly SemaphoreSlim _places = new(concurrency);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isStream = IsStream(request.RequestUri!);

        // A watch that is opened anew does not wait behind two hundred pods.
        if (!isStream)
        {
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await limits.WaitAsync(cancellationToken).ConfigureAwait(false);
            return await SendInTimeAsync(request, isStream, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isStream)
            {
                _places.Release();
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _places.Dispose();
        }

        base.Dispose(disposing);
    }

    // Streams have no end by themselves.
    private static bool IsStream(Uri address)
    {
        var query = HttpUtility.ParseQueryString(address.Query);
        return query["watch"] == "true" || query["follow"] == "true";
    }

    private async Task<HttpResponseMessage> SendInTimeAsync(HttpRequestMessage request, bool isStream, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            var response = await base.SendAsync(request, both.Token).ConfigureAwait(false);
            try
            {
                Note(response);
                if (!isStream || !response.IsSuccessStatusCode)
                {
                    await response.Content.LoadIntoBufferAsync(both.Token).ConfigureAwait(false);
                }

                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer in {timeout.TotalSeconds:0.#} s", e);
        }
    }

    private void Note(HttpResponseMessage response)
    {
        var pause = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        if (response.StatusCode is HttpStatusCode.TooManyRequests || pause is not null)
        {
            limits.TooMany(pause);
        }
        else if (response.IsSuccessStatusCode)
        {
            limits.Succeeded();
        }
    }
}
