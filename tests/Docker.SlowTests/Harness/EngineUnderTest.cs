using Flink.Core.Configuration;

namespace Flink.Docker.SlowTests.Harness;

/// <summary>The engine that the environment names, with the image of the tests; where there is none tests are skipped, and say so.</summary>
public static class EngineUnderTest
{
    /// <summary>The image of the tests.</summary>
    public static string Image { get; } = Environment.GetEnvironmentVariable("FLINK_TEST_IMAGE") is { Length: > 0 } image ? image : "flink-dotnet:latest";

    /// <summary>Opens it.</summary>
    public static Task<EngineApi> OpenAsync() => OpenWithAsync(Image);

    /// <summary>Opens it, if it has an image.</summary>
    public static async Task<EngineApi> OpenWithAsync(string image)
    {
        var host = Environment.GetEnvironmentVariable("DOCKER_HOST");
        if (host is null || !host.StartsWith("unix://", StringComparison.Ordinal))
        {
            Assert.Skip("DOCKER_HOST names no socket of a Docker Engine");
        }

        var engine = new EngineApi(host!["unix://".Length..]);
        try
        {
            await engine.GetTextAsync($"/images/{image}/json");
        }
        catch (HttpRequestException e)
        {
            Assert.Skip($"The Docker Engine at {host} has no image {image}, which docker/build-image.sh makes (the image of workers with --worker and --tag): {e.Message}");
        }

        return engine;
    }

    /// <summary>Options of the driver at an address.</summary>
    public static FlinkConfiguration Options(string address) => FlinkConfiguration.Empty
        .With("docker.host", address)
        .With("docker.image", Image)
        .With("docker.image.pull-policy", "Never");
}
