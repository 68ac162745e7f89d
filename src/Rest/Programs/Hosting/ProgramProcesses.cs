using Flink.Core;
using Flink.Core.Graph;
using Microsoft.Extensions.Logging;

namespace Flink.Rest.Programs.Hosting;

/// <summary>Runs programs in processes of their own, which are kept for the next call while they are young: the engine's code in them is warm.</summary>
/// <param name="command">Starts a program process: a command that calls <see cref="ProgramHost.ServeAsync"/>; a mark is added as its last argument.</param>
/// <param name="timeout">How long a program's <c>Main</c> may take.</param>
/// <param name="logger">Where goes what programs print.</param>
public sealed class ProgramProcesses(IReadOnlyList<string> command, TimeSpan timeout, ILogger logger) : IProgramHost, IDisposable
{
    /// <summary>Every call leaves its code behind, as code that was loaded is never given back.</summary>
    private const int MostCalls = 50;

    /// <summary>A second one is started when a call comes while the first is busy, and kept no longer than that.</summary>
    private const int MostIdle = 1;

    private readonly Lock _lock = new();
    private readonly Stack<ProgramProcess> _idle = [];
    private bool _isDisposed;

    /// <inheritdoc/>
    public void Prepare(string archive)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            if (_idle.Count == 0)
            {
                _idle.Push(ProgramProcess.Start(command, logger));
            }

            _idle.Peek().Prepare(archive);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CapturedJob>> RunAsync(ProgramCall call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(timeout);
        var process = Take();
        HostReply reply;
        try
        {
            reply = await process.CallAsync(RequestOf(call), limited.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            process.Dispose();
            throw new FlinkException($"The program's Main did not return within {timeout.TotalSeconds:0.#} s ('web.timeout') and was ended.");
        }
        catch
        {
            process.Dispose();
            throw;
        }

        GiveBack(process);
        return JobsOf(reply);
    }

    /// <summary>Ends all processes.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var process in _idle)
            {
                process.Dispose();
            }

            _idle.Clear();
        }
    }

    private static HostRequest RequestOf(ProgramCall call) =>
        new(call.Archive, call.EntryClass, call.Arguments, call.Configuration, call.Job?.ToString(), call.PlanOnly);

    private static CapturedJob[] JobsOf(HostReply reply)
    {
        if (reply.Error is { } error)
        {
            throw reply.IsMissing ? new ProgramMissingException(error) : new ProgramFailedException(error);
        }

        return [.. reply.Jobs.Select(static job => new CapturedJob(
            Id128.TryParse(job.Id, out var id) ? new JobId(id) : throw new FlinkException($"'{job.Id}' is no job id."),
            job.Name,
            job.Graph,
            job.Plan,
            job.Configuration)
        {
            CachedFiles = job.CachedFiles,
        })];
    }

    private ProgramProcess Take()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            while (_idle.TryPop(out var idle))
            {
                if (idle.IsAlive)
                {
                    return idle;
                }

                idle.Dispose();
            }
        }

        return ProgramProcess.Start(command, logger);
    }

    private void GiveBack(ProgramProcess process)
    {
        lock (_lock)
        {
            if (!_isDisposed && _idle.Count < MostIdle && process.Calls < MostCalls)
            {
                _idle.Push(process);
                return;
            }
        }

        process.Dispose();
    }
}
