using Flink.Local.Tests.Harness;
using Flink.Runtime.Programs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Local.SlowTests;

/// <summary>A program that was changed goes on with the state of the one before.</summary>
public class EvolvedProgramTests
{
    private readonly ProgramLoader _loader = new(10, NullLogger<ProgramLoader>.Instance);

    [Fact]
    public async Task Newer_program_reads_the_state_of_the_older_one_and_one_without_a_constant_is_refused()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("checkpoints"));

        Assert.Equal("written", await RunAsync(1, folder, ""));
        var checkpoint = Path.GetDirectoryName(Directory.GetFiles(folder.File("checkpoints"), "_metadata", SearchOption.AllDirectories).Single())!;

        Assert.Equal("A 41, Green, C 7", await RunAsync(2, folder, checkpoint));

        var refusal = await RunAsync(3, folder, checkpoint);
        Assert.Contains("State 'memory' of 'KeyedProcess' cannot be restored: ", refusal, StringComparison.Ordinal);
        Assert.Contains("field 'Color' of 'Flink.Assets.EvolvingProgram.Memory' was written as 'Flink.Assets.EvolvingProgram.Color'", refusal, StringComparison.Ordinal);
        Assert.Contains("its constant 'Green' is gone. Keep the constant", refusal, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(int version, TempFolder folder, string restore)
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "..", "..", $"Flink.Assets.EvolvingProgram.V{version}", configuration, "EvolvingProgram.dll"));
        var answer = folder.File($"answer-{version}");
        Assert.Equal(0, await _loader.Load(program).FindEntryPoint(null).InvokeAsync([folder.File("checkpoints"), restore, answer]).WaitAsync(Programs.Patience));
        return await File.ReadAllTextAsync(answer);
    }
}
