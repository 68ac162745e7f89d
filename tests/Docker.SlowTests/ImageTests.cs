using Flink.Docker.SlowTests.Harness;

namespace Flink.Docker.SlowTests;

/// <summary>What <c>docker/build-image.sh</c> has made.</summary>
public sealed class ImageTests
{
    private const string WorkerImage = "flink-dotnet:worker";
    private const long Megabyte = 1_000_000;

    [Fact]
    public async Task The_image_with_everything_is_small_and_its_processes_have_no_rights()
    {
        using var engine = await EngineUnderTest.OpenAsync();

        await IsSmallAsync(engine, EngineUnderTest.Image, 210 * Megabyte);
    }

    [Fact]
    public async Task The_image_of_workers_is_smaller_still()
    {
        using var engine = await EngineUnderTest.OpenAsync();
        try
        {
            await engine.GetTextAsync($"/images/{WorkerImage}/json");
        }
        catch (HttpRequestException e)
        {
            Assert.Skip($"There is no image {WorkerImage}, which 'docker/build-image.sh --worker --tag {WorkerImage}' makes: {e.Message}");
        }

        await IsSmallAsync(engine, WorkerImage, 140 * Megabyte);
    }

    private static async Task IsSmallAsync(EngineApi engine, string image, long bytes)
    {
        var found = await engine.GetAsync($"/images/{image}/json");

        Assert.InRange(found.GetProperty("Size").GetInt64(), 1, bytes);
        Assert.Equal("9999:9999", found.GetProperty("Config").GetProperty("User").GetString());
    }
}
