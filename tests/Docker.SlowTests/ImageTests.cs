using Flink.Docker.SlowTests.Harness;

namespace Flink.Docker.SlowTests;

/// <summary>What <c>docker/build-image.sh</c> has made.</summary>
public sealed class ImageTests
{
    private const long Megabyte = 1_000_000;

    [Fact]
    public Task The_image_with_everything_is_small_and_its_processes_have_no_rights() => IsSmallAsync(EngineUnderTest.Image, 210 * Megabyte);

    [Fact]
    public Task The_image_of_workers_is_smaller_still() => IsSmallAsync("flink-dotnet:worker", 140 * Megabyte);

    private static async Task IsSmallAsync(string image, long bytes)
    {
        using var engine = await EngineUnderTest.OpenWithAsync(image);
        var found = await engine.GetAsync($"/images/{image}/json");

        Assert.InRange(found.GetProperty("Size").GetInt64(), 1, bytes);
        Assert.Equal("9999:9999", found.GetProperty("Config").GetProperty("User").GetString());
    }
}
