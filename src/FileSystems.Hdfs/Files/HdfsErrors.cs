using System.Net;
using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.Configuration;
using Flink.FileSystems.Hdfs.Web;

namespace Flink.FileSystems.Hdfs.Files;

/// <summary>Says in words for people what a cluster refused, and what to do about it.</summary>
internal sealed class HdfsErrors(HadoopConfiguration hadoop)
{
    public FileSystemException Translate(string verb, FilePath path, WebHdfsException problem)
    {
        var (error, reason) = Explain(path, problem);
        return new FileSystemException(error, path, $"Cannot {verb} '{path}': {reason}", problem);
    }

    public static FileSystemException NotFound(string verb, FilePath path) => new(
        FileSystemError.NotFound, path, $"Cannot {verb} '{path}': there is no such file or folder. Check the path.");

    public static FileSystemException IsAFolder(string verb, FilePath path) => new(
        FileSystemError.IsAFolder, path, $"Cannot {verb} '{path}': it is a folder, not a file. Name a file in it.");

    public static FileSystemException NotAFolder(string verb, FilePath path, FilePath file) => new(
        FileSystemError.NotAFolder, path, $"Cannot {verb} '{path}': '{file}' is a file, not a folder.");

    public static FileSystemException AlreadyExists(string verb, FilePath path, Exception? inner = null) => new(
        FileSystemError.AlreadyExists,
        path,
        $"Cannot {verb} '{path}': it exists already. Delete it, choose another path, or allow it to be overwritten.",
        inner);

    private (FileSystemError Error, string Reason) Explain(FilePath path, WebHdfsException problem) => problem switch
    {
        { Kind: "FileNotFoundException" } => (FileSystemError.NotFound, "there is no such file or folder. Check the path."),
        { Kind: "FileAlreadyExistsException" } => (FileSystemError.AlreadyExists,
            $"it exists already ({problem.Message}). Delete it, choose another path, or allow it to be overwritten."),
        { Kind: "ParentNotDirectoryException" } => (FileSystemError.NotAFolder, $"a file is where a folder should be: {problem.Message}."),
        { Kind: "PathIsNotEmptyDirectoryException" } => (FileSystemError.FolderNotEmpty,
            "the folder is not empty. Delete it with what it holds, or empty it."),
        { Kind: "AccessControlException" } when IsFileAbove(problem) => (FileSystemError.NotAFolder, $"a file is where a folder should be: {problem.Message}."),
        { Kind: "AccessControlException" or "SecurityException" or "AuthorizationException" } => (FileSystemError.PermissionDenied,
            $"{problem.Message}. This process is the user '{hadoop.User}' (HADOOP_USER_NAME, else the user of the operating system): let that user have access, or choose another path."),
        { Kind: "NSQuotaExceededException" or "DSQuotaExceededException" or "QuotaExceededException" or "QuotaByStorageTypeExceededException" } => (FileSystemError.DiskFull,
            $"the quota is used up: {problem.Message}. Free space, raise the quota (hdfs dfsadmin -setQuota, -setSpaceQuota), or choose another folder."),
        { Kind: "InvalidPathException" } => (FileSystemError.Other, $"HDFS does not take this name: {problem.Message}. Names hold no colon."),
        { IsSafeMode: true } => (FileSystemError.Other, $"the NameNode {problem.Server} is in safe mode: {problem.Message}. See 'hdfs dfsadmin -safemode get'."),
        { IsBeingRecovered: true } => (FileSystemError.Other,
            $"the lease of a writer that is gone has not ended: {problem.Message}. Try again, or run 'hdfs debug recoverLease -path {path.Path}'."),
        { LacksDataNodes: true } => (FileSystemError.Other, $"no DataNode can serve it: {problem.Message}. See 'hdfs dfsadmin -report' for dead or full DataNodes."),
        { Status: HttpStatusCode.Unauthorized } => (FileSystemError.PermissionDenied,
            $"{problem.Server} asks for a sign-in, but the plug-in 'hdfs' does not speak Kerberos: only clusters with 'hadoop.security.authentication' simple can be used."),
        { Status: null } => (FileSystemError.Other,
            $"{problem.Server} is not reachable: {problem.Message.TrimEnd('.')}. Check that it runs and that 'dfs.namenode.http-address' is the address of its web server ({hadoop.Source})."),
        { Kind: "" } => (FileSystemError.Other, $"{problem.Server} did not do it: {problem.Message}. Check that this is the web server of a NameNode ({hadoop.Source})."),
        _ => (FileSystemError.Other, $"{problem.Server} refused: {problem.Message} ({problem.Kind})."),
    };

    /// <summary>Whether a path was refused because it goes through a file.</summary>
    public static bool IsFileAbove(WebHdfsException problem) => problem.Kind == "ParentNotDirectoryException"
        || (problem.Kind == "AccessControlException" && problem.Message.Contains("(is not a directory)", StringComparison.Ordinal));
}
