using System.Net;
using Flink.Core.Configuration;
using Flink.Kubernetes.Api;
using Flink.Kubernetes.Tests.Fakes;
using k8s.Autorest;

namespace Flink.Kubernetes.Tests.Api;

/// <summary>Objects that are made, whatever becomes of the API's answers.</summary>
public sealed class ApiCallsTests : IAsyncLifetime
{
    private FakeApi? _api;
    private KubernetesConnection? _connection;
    private int _attempts;
    private int _reads;

    public async ValueTask InitializeAsync()
    {
        _api = await FakeApi.StartAsync();
        _connection = KubernetesConnection.Open(_api.Options, new PausesClock());
    }

    public async ValueTask DisposeAsync()
    {
        _connection!.Dispose();
        await _api!.DisposeAsync();
    }

    [Fact]
    public async Task Object_whose_creation_was_not_answered_is_found_made()
    {
        var made = await CreateAsync(there: "ours", new HttpRequestException("the connection broke"), Refusal(HttpStatusCode.Conflict));

        Assert.Equal("ours", made);
        Assert.Equal((2, 1), (_attempts, _reads));
    }

    [Fact]
    public async Task Object_that_was_not_made_is_made_by_the_next_attempt()
    {
        var made = await CreateAsync(there: "theirs", Refusal(HttpStatusCode.ServiceUnavailable), Refusal(HttpStatusCode.TooManyRequests));

        Assert.Equal("ours", made);
        Assert.Equal((3, 0), (_attempts, _reads));
    }

    [Fact]
    public async Task Object_of_somebody_else_stays_a_conflict()
    {
        await Assert.ThrowsAsync<HttpOperationException>(() => CreateAsync(there: "theirs", new HttpRequestException("the connection broke"), Refusal(HttpStatusCode.Conflict)));

        Assert.Equal((2, 1), (_attempts, _reads));
    }

    [Fact]
    public async Task Object_that_was_there_before_is_nobodys_but_its_makers()
    {
        await Assert.ThrowsAsync<HttpOperationException>(() => CreateAsync(there: "ours", Refusal(HttpStatusCode.Conflict)));

        Assert.Equal((1, 0), (_attempts, _reads));
    }

    private static HttpOperationException Refusal(HttpStatusCode status) =>
        new() { Response = new HttpResponseMessageWrapper(new HttpResponseMessage(status), "") };

    // Attempts fail with these, in this order; the next one succeeds.
    private Task<string> CreateAsync(string there, params Exception[] failures) => _connection!.Calls.CreateAsync(
        _ => _attempts++ < failures.Length ? Task.FromException<string>(failures[_attempts - 1]) : Task.FromResult("ours"),
        _ =>
        {
            _reads++;
            return Task.FromResult(there);
        },
        static found => found == "ours",
        CancellationToken.None);
}
