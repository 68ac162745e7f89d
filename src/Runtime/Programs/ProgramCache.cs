using System.Runtime.Loader;
using Flink.Core;
using Flink.Core.Closures;
using Flink.Core.FileSystems;
using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Programs;
using Flink.Runtime.Blobs;
using Flink.Runtime.TaskExecutor;

namespace Flink.Runtime.Programs;

/// <summary>The programs of jobs in this process: fetched by the hash of their zip, unpacked once and loaded once, whatever jobs need them.</summary>
/// <remarks>
/// An unpacked program stays as long as the process, since its assemblies are read when they are first used; its zip may go as soon as it
/// is unpacked. Safe for concurrent use.
/// </remarks>
public sealed class ProgramCache : IProgramTypes, IDisposable
{
    private readonly IBlobFiles _blobs;
    private readonly ProgramLoader _loader;
    private readonly ProgramArchiveLimits _limits;
    private readonly ProcessFolder _folder;
    private readonly CachedFileStore _files;
    private readonly Lock _gate = new();
    private readonly Dictionary<BlobKey, Task<LoadedProgram>> _programs = [];

    /// <param name="blobs">Gets the zips.</param>
    /// <param name="loader">Loads what was unpacked.</param>
    /// <param name="fileSystems">Finds the file systems of cached files that do not travel.</param>
    /// <param name="directory">The folder below which programs are unpacked and files copied.</param>
    /// <param name="limits">What a zip may become; null for the usual.</param>
    public ProgramCache(IBlobFiles blobs, ProgramLoader loader, FileSystemRegistry fileSystems, string directory, ProgramArchiveLimits? limits = null)
    {
        _blobs = blobs;
        _loader = loader;
        _limits = limits ?? new ProgramArchiveLimits();
        _folder = ProcessFolder.Create(directory, "flink-programs");
        _files = new CachedFileStore(blobs, fileSystems, Path.Combine(_folder.Path, "files"), _limits);
    }

    /// <summary>How many different programs have been loaded; what was loaded is never given back.</summary>
    public int LoadedCount => _loader.LoadedCount;

    /// <summary>Loads a program, or finds it.</summary>
    /// <param name="job">The job that needs it.</param>
    /// <param name="program">The hash of its zip.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="FlinkException">It cannot be fetched, unpacked or loaded; the next call tries again.</exception>
    public async Task<LoadedProgram> LoadAsync(JobId job, BlobKey program, CancellationToken cancellation)
    {
        Task<LoadedProgram> load;
        lock (_gate)
        {
            if (!_programs.TryGetValue(program, out load!) || load.IsFaulted || load.IsCanceled)
            {
                _programs[program] = load = LoadNowAsync(job, program);
            }
        }

        // Also when it was loaded for another job: workers of this one fetch it still.
        await _blobs.HoldAsync(program, job).WaitAsync(cancellation).ConfigureAwait(false);
        return await load.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<TypeResolver> FindAsync(JobId job, string? program)
    {
        var assembly = program is null
            ? typeof(JobGraph).Assembly
            : (await LoadAsync(job, BlobKey.Parse(program), CancellationToken.None).ConfigureAwait(false)).Assembly;
        return TypeResolver.In(AssemblyLoadContext.GetLoadContext(assembly)!);
    }

    /// <inheritdoc/>
    public DistributedCache FilesOf(JobId job, IReadOnlyList<CachedFile> files) => _files.Open(job, files);

    /// <inheritdoc/>
    public void Release(JobId job)
    {
        _files.Release(job);
        _blobs.Release(job);
    }

    /// <summary>Removes the unpacked files; nothing may be loaded from them any more.</summary>
    public void Dispose() => _folder.Dispose();

    private async Task<LoadedProgram> LoadNowAsync(JobId job, BlobKey program)
    {
        // Not on the caller's thread, which holds the lock; and on one of the pool, since callers on the few I/O threads wait for it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var archive = await _blobs.GetFileAsync(program, BlobOwner.Of(job), CancellationToken.None).ConfigureAwait(false);
        return _loader.LoadUnpacked(Unpack(program, archive), program.Content);
    }

    private string Unpack(BlobKey program, string archive)
    {
        var folder = Path.Combine(_folder.Path, program.Hash);
        var name = $"The program {program}";
        try
        {
            using var zip = File.OpenRead(archive);

            // Unpacked already when it was loading that failed.
            return Directory.Exists(folder)
                ? Path.Combine(folder, ProgramArchive.Check(zip, name, _limits))
                : ProgramArchive.Unpack(zip, name, folder, _limits);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"{name} cannot be unpacked into {_folder.Path}: {e.Message} Free space, or configure another folder for temporary files.", e, isRetryable: true);
        }
    }
}
