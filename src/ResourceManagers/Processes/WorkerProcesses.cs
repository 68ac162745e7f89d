using System.Security.Cryptography;
using System.Text;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.ResourceManagers.Processes;

/// <summary>Makes processes of requests, each with a folder, logs and, where that is possible, a control group of its own, and clears away what is left of them.</summary>
/// <param name="surroundings">Where they are, and how they are started.</param>
/// <param name="folderOfAll">Holds a folder for each.</param>
/// <param name="logger">For what people should know.</param>
internal sealed class WorkerProcesses(DriverSurroundings surroundings, string folderOfAll, ILogger logger)
{
    private readonly bool _outlives =
        HighAvailabilityOptions.AreOn(surroundings.Configuration);

    // Control groups are the machine's: another cluster of the same id, which keeps its state elsewhere, has groups of its own.
    private readonly string _place = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(folderOfAll))))[..8];

    private MemoryGroups? _groups;
    private WorkerNames? _names;

    /// <summary>Once, before the first start: the workers of earlier terms that are alive. What is left of others is removed.</summary>
    /// <exception cref="FlinkException">Nothing can be remembered there.</exception>
    public IReadOnlyList<LocalWorker> Recover()
    {
        try
        {
            Directory.CreateDirectory(folderOfAll);
            Directory.CreateDirectory(surroundings.LogFolder);
            _groups = FindGroups();
            _names = WorkerNames.Open(surroundings.ClusterId, surroundings.Term, surroundings.StateFolder);
            return [.. WorkerFolder.AllIn(folderOfAll).Select(Recover).OfType<LocalWorker>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException(
                $"The process driver cannot keep its state in {surroundings.StateFolder}: {e.Message} Make room there, or make it writable for {Environment.UserName}.", e);
        }
    }

    /// <summary>Starts a worker.</summary>
    /// <exception cref="WorkerRequestException">It cannot be started; nothing is left of it.</exception>
    public LocalWorker Start(WorkerRequest request)
    {
        CheckRoom(request);
        var id = _names!.Next();
        var folder = new WorkerFolder(Path.Combine(folderOfAll, id.Value));
        MemoryGroup? group = null;
        var files = FilesOf(id.Value);
        try
        {
            folder.Create(OptionsOf(request, id, folder));
            group = NewGroup(id, request.Memory.TotalProcess);
            var process = ChildProcess.Start(new ProcessStart
            {
                Command = CommandOf(folder, files),
                Files = files,
                EndsWithThisProcess = !_outlives,
            });
            try
            {
                group?.Add(process.Pid);
                folder.Remember(process);
            }
            catch
            {
                End(process);
                throw;
            }

            return new LocalWorker(id, folder, files, process, group);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FlinkException)
        {
            group?.Remove();
            Discard(folder);
            throw e is FlinkException refused
                ? new WorkerRequestException($"Worker {id} cannot be started: {refused.Message}", refused, refused.IsRetryable)
                : new WorkerRequestException(
                    $"Worker {id} cannot be started: {e.Message.TrimEnd('.')}. Its folder is {folder.Path}, its logs go to {surroundings.LogFolder}.", e, isRetryable: true);
        }
    }

    /// <summary>Does once what a start does, up to a program that is none: the first worker does not wait for the compiler then. Nothing is left of it.</summary>
    /// <param name="options">What a worker is given.</param>
    public void Rehearse(FlinkConfiguration options)
    {
        var folder = new WorkerFolder(Path.Combine(surroundings.StateFolder, "rehearsal"));
        try
        {
            folder.Create(options);
            ChildProcess.Start(new ProcessStart { Command = [folder.Path], Files = new LogFiles(folder.Temporary, folder.Name), EndsWithThisProcess = !_outlives });
        }
        catch (FlinkException)
        {
            // A folder is no program.
            folder.Remember(new ProcessIdentity(int.MaxValue, 0, ProcessIdentity.CurrentBoot));
        }
        finally
        {
            Discard(folder);
        }
    }

    /// <summary>Removes what a worker that has ended has left.</summary>
    public void ClearAway(LocalWorker worker)
    {
        worker.Group?.Remove();
        Discard(worker.Folder);
    }

    private MemoryGroups? FindGroups()
    {
        if (!surroundings.Configuration.Get(ResourceManagerOptions.ControlGroups))
        {
            return null;
        }

        var own = File.Exists(MemoryGroups.OwnGroups) ? File.ReadAllText(MemoryGroups.OwnGroups) : "";
        var groups = MemoryGroups.Find(MemoryGroups.Root, own, out var why);
        if (why is not null)
        {
            ProcessDriverLog.NoControlGroups(logger, why);
        }

        return groups;
    }

    // A worker that has ended may have left processes of its group behind, and its files.
    private LocalWorker? Recover(WorkerFolder folder)
    {
        var group = _groups?.Find(NameOfGroup(folder.Name));
        if (folder.Process is { } process)
        {
            if (process.IsAlive)
            {
                ProcessDriverLog.Recovered(logger, folder.Name, process.Pid);
                return new LocalWorker(new TaskManagerId(folder.Name), folder, FilesOf(folder.Name), process, group);
            }

            process.SignalGroup(Posix.SigKill);
        }

        group?.Remove();
        folder.Delete();
        return null;
    }

    // Not yet collected, so the number is its own.
    private static void End(ProcessIdentity process)
    {
        Posix.Kill(-process.Pid, Posix.SigKill);
        Posix.Wait(process.Pid, out _, 0);
    }

    private void CheckRoom(WorkerRequest request)
    {
        if (HostMemory.Bytes is { } available && request.Memory.TotalProcess > available)
        {
            throw new WorkerRequestException(
                $"A worker of {new MemorySize(request.Memory.TotalProcess)} is larger than this machine, which has {new MemorySize(available)}: "
                + $"lower '{TaskManagerMemoryOptions.ProcessSize.Key}' (or '{TaskManagerMemoryOptions.FlinkSize.Key}').",
                isRetryable: false);
        }

        if (surroundings.Command.FirstOrDefault(static part => Path.IsPathRooted(part) && !File.Exists(part)) is { } missing)
        {
            throw new WorkerRequestException(
                $"No worker can be started: {missing} is not there (any more). Was the installation moved, deleted or built anew while the cluster ran? Restart the cluster.",
                isRetryable: false);
        }
    }

    private FlinkConfiguration OptionsOf(WorkerRequest request, TaskManagerId id, WorkerFolder folder)
    {
        var options = request.Configuration.With(TaskManagerOptions.ResourceId, id.Value);
        return surroundings.Configuration.TryGet(CoreOptions.TempDirectories, out _) || options.TryGet(CoreOptions.TempDirectories, out _)
            ? options
            : options.With(CoreOptions.TempDirectories, folder.Temporary);
    }

    private IReadOnlyList<string> CommandOf(WorkerFolder folder, LogFiles files) =>
    [
        .. surroundings.Command, "taskmanager",
        .. surroundings.ConfigurationFolder is { } configuration ? (string[])["--configDir", configuration] : [],
        "--propertiesFile", folder.OptionsFile,
        "--logFile", files.Log,
    ];

    private LogFiles FilesOf(string worker) => new(surroundings.LogFolder, worker);

    private string NameOfGroup(string worker) => $"{worker}.{_place}";

    private MemoryGroup? NewGroup(TaskManagerId id, long bytes)
    {
        try
        {
            return _groups?.Create(NameOfGroup(id.Value), bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not what the worker needs to run: its heap has a limit of its own.
            ProcessDriverLog.NoControlGroups(logger, e.Message);
            _groups = null;
            return null;
        }
    }

    private void Discard(WorkerFolder folder)
    {
        try
        {
            folder.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ProcessDriverLog.NotDeleted(logger, folder.Path, e);
        }
    }
}
