using System.Text.Json;

namespace Flink.Rest.Tests.Metrics;

public sealed class MetricQueryTests
{
    private const string Vertex = "01203aa9a12dc1ec725e03853dd7c8f2";

    [Fact]
    public async Task Values_are_given_for_the_ids_that_were_asked_for_and_are_known()
    {
        await using var fixture = await RestFixture.StartAsync("running");

        var metrics = await GetAsync(fixture, "/subtasks/0/metrics?get=numRecordsIn,nobody,numRecordsIn");

        var metric = Assert.Single(metrics.EnumerateArray());
        Assert.Equal("numRecordsIn", metric.GetProperty("id").GetString());
        Assert.Equal("1", metric.GetProperty("value").GetString());
    }

    [Fact]
    public async Task Aggregates_run_over_the_subtasks_that_were_asked_for()
    {
        await using var fixture = await RestFixture.StartAsync("running");

        var all = Assert.Single((await GetAsync(fixture, "/subtasks/metrics?get=numRecordsIn&agg=sum,max")).EnumerateArray());
        var first = Assert.Single((await GetAsync(fixture, "/subtasks/metrics?get=numRecordsIn&agg=sum&subtasks=0-0,7")).EnumerateArray());

        Assert.Equal(2, all.GetProperty("sum").GetDouble());
        Assert.Equal(1, all.GetProperty("max").GetDouble());
        Assert.False(all.TryGetProperty("min", out _));
        Assert.Equal(1, first.GetProperty("sum").GetDouble());
    }

    [Fact]
    public async Task Metrics_of_a_vertex_carry_the_subtask_in_their_ids()
    {
        await using var fixture = await RestFixture.StartAsync("running");

        var ids = (await GetAsync(fixture, "/metrics")).EnumerateArray().Select(static one => one.GetProperty("id").GetString()).ToArray();

        Assert.Contains("0.numRecordsIn", ids);
        Assert.Contains("1.numRecordsIn", ids);
    }

    [Fact]
    public async Task Metrics_are_fetched_again_only_after_the_interval()
    {
        await using var fixture = await RestFixture.StartAsync("running");
        await GetAsync(fixture, "/metrics");
        await GetAsync(fixture, "/metrics");
        Assert.Equal(2, fixture.Cluster.MetricReads);

        fixture.Clock.Advance(TimeSpan.FromSeconds(11));
        await GetAsync(fixture, "/metrics");

        // Both TaskManagers, once each time.
        Assert.Equal(4, fixture.Cluster.MetricReads);
    }

    private static async Task<JsonElement> GetAsync(RestFixture fixture, string path)
    {
        var job = (await fixture.Cluster.ListJobsAsync(default))[0].Id;
        return JsonDocument.Parse(await fixture.Http.GetStringAsync($"/v1/jobs/{job}/vertices/{Vertex}{path}")).RootElement;
    }
}
