using Flink.Runtime.Programs;

namespace Flink.Cli.Programs;

/// <summary>The program of a command: found, built or unpacked where it must be, and loaded, when it is asked for; what lies there as it is run can be loaded earlier.</summary>
/// <param name="program">What the user calls it.</param>
internal sealed class RunnableProgram(string program) : IDisposable
{
    private Task<LoadedProgram>? _early;
    private LocatedProgram? _located;

    /// <summary>Begins to load it beside what the command does first. What is wrong with it is told by <see cref="Load"/>.</summary>
    public void Begin()
    {
        if (ProgramLocator.IsPublished(program))
        {
            _early = Task.Run(LoadNow);
        }
    }

    /// <summary>The program.</summary>
    /// <exception cref="CommandLine.CliException">It is no program, or does not build.</exception>
    /// <exception cref="ProgramException">It cannot be loaded.</exception>
    public LoadedProgram Load() => _early is { } early ? early.GetAwaiter().GetResult() : LoadNow();

    public void Dispose() => _located?.Dispose();

    private LoadedProgram LoadNow()
    {
        _located = ProgramLocator.Find(program);
        return ProgramLoader.LoadOnly(_located.Path);
    }
}
