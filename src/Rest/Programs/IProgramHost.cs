using Flink.Core;

namespace Flink.Rest.Programs;

/// <summary>Runs the <c>Main</c> of uploaded programs somewhere where it does no harm, and gives back the jobs that it would have executed.</summary>
public interface IProgramHost
{
    /// <summary>A program was uploaded and may soon be run: what takes long can begin. Whatever is wrong with it is told when it is run.</summary>
    /// <param name="archive">Path of its zip.</param>
    void Prepare(string archive);

    /// <summary>Calls the program's entry point and waits for its end.</summary>
    /// <exception cref="FlinkException">The program cannot be started, threw, or did not end in time; the message is for the caller. <see cref="ProgramMissingException"/> when it or its class is not there.</exception>
    Task<IReadOnlyList<CapturedJob>> RunAsync(ProgramCall call, CancellationToken cancellation);
}
