using System.Net;

namespace Flink.Rest.Tests;

/// <summary>What a container's supervisor asks.</summary>
public sealed class ProbeTests
{
    [Fact]
    public async Task Process_that_leads_is_healthy_and_ready()
    {
        await using var fixture = await RestFixture.StartAsync("idle");

        Assert.Equal("ok", await fixture.Http.GetStringAsync("/healthz"));
        Assert.Equal("ok", await fixture.Http.GetStringAsync("/readyz"));
    }

    [Fact]
    public async Task Process_that_stands_by_is_healthy_and_not_ready()
    {
        await using var fixture = await RestFixture.StartAsync("idle");
        fixture.Leads = false;

        Assert.Equal(HttpStatusCode.OK, (await fixture.Http.GetAsync("/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await fixture.Http.GetAsync("/readyz")).StatusCode);
    }
}
