using System.Text;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Plugins;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;

namespace Flink.Yarn.Clusters;

/// <summary>Where clusters keep on a shared file system what their processes are shipped and must find again.</summary>
/// <remarks>Safe for concurrent use; calls block.</remarks>
internal sealed class StagingFolder
{
    private const string Name = ".flink";
    private const string Archives = "archives";
    private const string Clusters = "clusters";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersRead = UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly FileSystemRegistry _files;

    private StagingFolder(FileSystemRegistry files, FilePath root)
    {
        _files = files;
        Root = root.Child(Name);
    }

    /// <summary>The folder of everything.</summary>
    public FilePath Root { get; }

    /// <summary>The folder that the configuration names, else the user's home in Hadoop's default file system.</summary>
    /// <exception cref="ConfigurationException">Nothing says where files are.</exception>
    public static StagingFolder Of(FlinkConfiguration configuration, HadoopSettings hadoop, string user)
    {
        var text = configuration.TryGet(YarnOptions.StagingDirectory, out var given) ? given : HomeOf(hadoop, user);
        if (!FilePath.TryParse(text, out var root))
        {
            throw new ConfigurationException($"'{YarnOptions.StagingDirectory.Key}: {text}' is no folder");
        }

        return new StagingFolder(new FileSystemRegistry(configuration, static () => PluginCatalog.Installed), root);
    }

    /// <summary>The folder of one cluster.</summary>
    public FilePath OfCluster(string id) => Root.Child(Clusters).Child(id);

    /// <summary>An archive of a distribution or a program, named by its content.</summary>
    public FilePath Archive(string name) => Root.Child(Archives).Child(name);

    /// <summary>Notes that a cluster uses an archive, which stays as long as the cluster's folder does. Before it is looked whether the archive is there.</summary>
    public void NoteUse(string cluster, FilePath archive)
    {
        if (archive.IsBelow(Root.Child(Archives)))
        {
            CreateFolder(OfCluster(cluster).Child(Archives).Child(archive.Name));
        }
    }

    /// <summary>Archives older than a time that no cluster uses, and what is left of uploads that were broken off. None as long as a cluster does not say what it uses.</summary>
    public IReadOnlyList<FilePath> ListUnusedArchives(DateTimeOffset before)
    {
        var folder = Root.Child(Archives);
        var files = _files.For(folder);
        var old = files.Exists(folder) ? files.List(folder).Where(entry => !entry.IsDirectory && entry.ModifiedAt < before).Select(static entry => entry.Path).ToArray() : [];
        if (old.Length == 0)
        {
            return [];
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cluster in ListClusters().Select(OfCluster))
        {
            if (!ListFolders(cluster).Contains(Archives))
            {
                return [];
            }

            used.UnionWith(ListFolders(cluster.Child(Archives)));
        }

        return [.. old.Where(archive => !used.Contains(archive.Name))];
    }

    /// <summary>The clusters that have a folder.</summary>
    public IReadOnlyList<string> ListClusters() => ListFolders(Root.Child(Clusters));

    /// <summary>The names of the folders in one; none when that is not there.</summary>
    public IReadOnlyList<string> ListFolders(FilePath folder)
    {
        var files = _files.For(folder);
        return files.Exists(folder) ? [.. files.List(folder).Where(static entry => entry.IsDirectory).Select(static entry => entry.Path.Name)] : [];
    }

    /// <summary>The folders of clusters that nothing has been put into since a time.</summary>
    public IReadOnlyList<string> ListClustersBefore(DateTimeOffset time)
    {
        var folder = Root.Child(Clusters);
        var files = _files.For(folder);
        return files.Exists(folder)
            ? [.. files.List(folder).Where(entry => entry.IsDirectory && entry.ModifiedAt < time).Select(static entry => entry.Path.Name)]
            : [];
    }

    /// <summary>Makes a folder.</summary>
    public void CreateFolder(FilePath folder) => _files.For(folder).CreateDirectory(folder);

    /// <summary>Removes a file or a folder with all it holds, if it is there.</summary>
    public void Delete(FilePath path) => _files.For(path).Delete(path, recursive: true);

    /// <summary>Makes the folder of a cluster, which nobody else may read where the file system knows rights.</summary>
    public void CreateCluster(string id)
    {
        var folder = OfCluster(id);
        var files = _files.For(folder);
        files.CreateDirectory(folder);
        if (files is IUnixPermissions permissions)
        {
            permissions.SetPermissions(folder, Private);
        }

        files.CreateDirectory(folder.Child(Archives));
    }

    /// <summary>Removes the folder of a cluster with all it holds.</summary>
    public void DeleteCluster(string id) => _files.For(Root).Delete(OfCluster(id), recursive: true);

    /// <summary>The address that a JobManager has announced in a folder; null when none has.</summary>
    public string? TryReadAddress(FilePath folder) => AddressFolder.TryRead(_files.For(folder), folder);

    /// <summary>Makes an empty file, in the place of what was there: it has no block that HDFS would have to close.</summary>
    public void Touch(FilePath path) => _files.For(path).Create(path, CreateMode.Overwrite).Dispose();

    /// <summary>Writes a file, whole or not at all.</summary>
    public void Write(FilePath path, string text)
    {
        using var file = _files.For(path).CreateAtomic(path, CreateMode.Overwrite);
        file.Stream.Write(Encoding.UTF8.GetBytes(text));
        file.Commit();
    }

    /// <summary>Copies a file of this machine there unless it is there already, with the same length.</summary>
    /// <returns>Whether it had to be copied.</returns>
    public bool Upload(string file, FilePath path)
    {
        var files = _files.For(path);
        if (files.TryGetStatus(path) is { IsDirectory: false } there && there.Length == new FileInfo(file).Length)
        {
            return false;
        }

        using var source = File.OpenRead(file);
        using var target = files.CreateAtomic(path, CreateMode.Overwrite);
        source.CopyTo(target.Stream, 1 << 20);
        target.Commit();
        return true;
    }

    /// <summary>A file as containers find it.</summary>
    /// <param name="link">The name that they find it under.</param>
    /// <param name="path">The file, which is there and is not changed any more.</param>
    /// <param name="isArchive">Whether it is unpacked.</param>
    /// <param name="visibility">Who may have it.</param>
    public LocalResource ResourceOf(string link, FilePath path, bool isArchive, string visibility)
    {
        var status = _files.For(path).GetStatus(path);
        return new LocalResource(link, path.ToString(), isArchive, visibility, status.Length, status.ModifiedAt);
    }

    /// <summary>The files of a folder that everybody can reach.</summary>
    public IReadOnlyList<FileStatus> List(FilePath folder) => _files.For(folder).List(folder);

    /// <summary>Whether something is there.</summary>
    public bool Exists(FilePath path) => _files.For(path).Exists(path);

    /// <summary>PUBLIC where everybody may read a file and pass the folders above it, so that machines keep it for all; else PRIVATE, and they keep it for this user.</summary>
    public string VisibilityOf(FilePath path)
    {
        if (_files.For(path) is not IUnixPermissions permissions)
        {
            return "PRIVATE";
        }

        for (var at = path; at is not null; at = at.Parent)
        {
            var needed = at.Equals(path) ? UnixFileMode.OtherRead : UnixFileMode.OtherExecute;
            if ((permissions.GetPermissions(at) & OthersRead & needed) != needed)
            {
                return "PRIVATE";
            }
        }

        return "PUBLIC";
    }

    private static string HomeOf(HadoopSettings hadoop, string user)
    {
        var root = hadoop.Get("fs.defaultFS") ?? hadoop.Get("fs.default.name")
            ?? throw new ConfigurationException($"Nothing says where Hadoop's files are: set HADOOP_CONF_DIR to the folder of core-site.xml, or '{YarnOptions.StagingDirectory.Key}' to a folder that all machines reach");
        var homes = hadoop.Get("dfs.user.home.dir.prefix") ?? "/user";
        return $"{root.TrimEnd('/')}{homes}/{user}";
    }
}
