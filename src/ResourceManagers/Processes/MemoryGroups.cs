using Flink.Core;

namespace Flink.ResourceManagers.Processes;

/// <summary>Control groups below that of this process which limit memory, in either shape of the kernel's interface.</summary>
internal sealed class MemoryGroups
{
    /// <summary>Where the kernel's interface is.</summary>
    public const string Root = "/sys/fs/cgroup";

    /// <summary>In which groups this process is.</summary>
    public const string OwnGroups = "/proc/self/cgroup";

    private const string Controller = "memory";

    private readonly string _parent;
    private readonly bool _isUnified;

    private MemoryGroups(string parent, bool isUnified)
    {
        _parent = parent;
        _isUnified = isUnified;
    }

    /// <summary>The groups of this machine, or why there are none to use.</summary>
    /// <param name="root">See <see cref="Root"/>.</param>
    /// <param name="own">The text of <see cref="OwnGroups"/>.</param>
    /// <param name="why">Why it is null; otherwise null.</param>
    public static MemoryGroups? Find(string root, string own, out string? why)
    {
        try
        {
            var groups = File.Exists(Path.Combine(root, "cgroup.controllers")) ? Unified(root, own) : Separate(root, own);
            why = null;
            return groups;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FlinkException)
        {
            why = e.Message;
            return null;
        }
    }

    /// <summary>Makes a group.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">Groups cannot be made by this user.</exception>
    public MemoryGroup Create(string name, long bytes)
    {
        var group = new MemoryGroup(Path.Combine(_parent, name), _isUnified);
        group.Create(bytes);
        return group;
    }

    /// <summary>A group that an earlier process made; null when there is none.</summary>
    public MemoryGroup? Find(string name) =>
        Directory.Exists(Path.Combine(_parent, name)) ? new MemoryGroup(Path.Combine(_parent, name), _isUnified) : null;

    // The kernel limits in a group only what its parent hands down, and hands down nothing where processes are in the parent itself.
    private static MemoryGroups Unified(string root, string own)
    {
        var parent = Existing(root, PathIn(own, static controllers => controllers.Length == 0));
        var file = Path.Combine(parent, "cgroup.subtree_control");
        if (!File.ReadAllText(file).Split().Contains(Controller))
        {
            MemoryGroup.Write(file, $"+{Controller}");
        }

        return new MemoryGroups(parent, isUnified: true);
    }

    private static MemoryGroups Separate(string root, string own)
    {
        var hierarchy = Path.Combine(root, Controller);
        return Directory.Exists(hierarchy)
            ? new MemoryGroups(Existing(hierarchy, PathIn(own, static controllers => controllers.Split(',').Contains(Controller))), isUnified: false)
            : throw new FlinkException($"there is neither {root}/cgroup.controllers nor {hierarchy}");
    }

    // In a container the path may be that outside of it.
    private static string Existing(string root, string path) =>
        Path.Join(root, path) is var full && Directory.Exists(full) ? full.TrimEnd('/') : root;

    private static string PathIn(string own, Func<string, bool> isIt) => own
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(static line => line.Split(':', 3))
        .FirstOrDefault(parts => parts.Length == 3 && isIt(parts[1])) is { } line
            ? line[2]
            : "/";
}
