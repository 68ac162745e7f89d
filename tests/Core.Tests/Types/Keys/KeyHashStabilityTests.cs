using System.Diagnostics;

namespace Flink.Core.Tests.Types.Keys;

/// <summary>Hashes of keys in several processes, and against those of earlier versions.</summary>
public class KeyHashStabilityTests
{
    private const int Processes = 4;

    /// <remarks>
    /// A line of the table that changes makes stored state unreadable. Add lines freely: <c>Flink.Assets.KeyHashes</c> prints them.
    /// </remarks>
    [Fact]
    public async Task Keys_of_all_types_have_the_hashes_and_groups_in_every_process_that_they_always_had()
    {
        var expected = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Types", "Keys", "key-hashes.csv"));
        var outputs = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => PrintHashesAsync()));

        Assert.All(outputs, output => Assert.Equal(expected, output, ignoreLineEndingDifferences: true));
    }

    private static async Task<string> PrintHashesAsync()
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "..", "..", "Flink.Assets.KeyHashes", configuration, "Flink.Assets.KeyHashes.dll")));
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(10));
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
