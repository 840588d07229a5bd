using System.Globalization;

namespace Pipeline3D.Cli.Spreading;

/// <summary>A run as a job of Slurm: a server, a worker on every node and the run itself in one allocation, and further
/// jobs of workers that come and go.</summary>
internal sealed record SlurmJob
{
    // What remains for workers to leave and for files to be removed once the run has ended.
    private const int SecondsToLeave = 15;

    /// <summary>Shortest time between the signal and the end that leaves any for the scans in work.</summary>
    public const int LeastNotice = 2 * SecondsToLeave;

    /// <summary>Name of the job.</summary>
    public required string Name { get; init; }

    /// <summary>What starts this program: words of bash.</summary>
    public required string Program { get; init; }

    /// <summary>Folder that relative paths begin at.</summary>
    public required string Folder { get; init; }

    /// <summary>Folder of the run, whole.</summary>
    public required string Out { get; init; }

    /// <summary>Arguments of <c>run</c>: the file and what overrides it.</summary>
    public required IReadOnlyList<string> RunArguments { get; init; }

    /// <summary>Further arguments of each worker.</summary>
    public required IReadOnlyList<string> WorkerArguments { get; init; }

    /// <summary>Nodes of the job.</summary>
    public required int Nodes { get; init; }

    /// <summary>Cores of each.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory of each, as sbatch reads it.</summary>
    public required string Memory { get; init; }

    /// <summary>Longest time, as sbatch reads it.</summary>
    public required string Time { get; init; }

    /// <summary>Seconds before the end of its time at which the job is told.</summary>
    public required int Notice { get; init; }

    /// <summary>Further options of sbatch, without their hyphens.</summary>
    public required IReadOnlyList<string> Sbatch { get; init; }

    /// <summary>The script of the run.</summary>
    public string RunScript() => $$$"""
        #!/bin/bash
        # A run on {{{Nodes}}} nodes: start it by 'sbatch THIS-FILE'. When its time is over, the same again goes on
        # where it was.
        {{{Header(Name, Nodes)}}}
        # A node that fails costs its worker alone.
        #SBATCH --no-kill
        cd {{{Quote(Folder)}}} || exit 1
        run={{{Quote(Out)}}}
        program=({{{Program}}})
        server='' workers='' job='' watch='' own=''

        fail() { printf '%s: %s\n' "$0" "$*" >&2; exit 1; }

        finish() {
          trap '' TERM
          for process in "$watch" "$workers"; do [ -z "$process" ] || kill -TERM "$process" 2>/dev/null; done
          [ -z "$workers" ] || wait "$workers"
          [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server"; }
          [ -z "$own" ] || rm -rf "$own" "$run.on"
        }
        trap finish EXIT

        # Told {{{Notice}}} s before the end: no further scan is read, those in work end. What has not ended in time is
        # killed; the next start computes it again.
        end() {
          [ -z "$job" ] && exit 143
          told=yes
          kill -TERM "$job" 2>/dev/null
          [ -n "$watch" ] || { ( sleep {{{Notice - SecondsToLeave}}} & pause=$!
            trap 'kill "$pause"; exit' TERM
            wait "$pause"; kill -KILL "$job" ) & watch=$!; }
        }
        trap end TERM

        PATH=$PATH:/usr/sbin
        command -v nats-server >/dev/null \
          || fail "nats-server is not on the PATH: it is one file, from your package manager or nats.io"
        own=$(mktemp -d "${SLURM_TMPDIR:-${TMPDIR:-/tmp}}/pipeline3d-XXXXXX") \
          || fail "there is no folder for the server's files"
        mkdir -p "$(dirname "$run")" || fail "the run's folder cannot be made"
        head=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)
        password=$(openssl rand -hex 16) || fail "openssl is needed for a password"
        # Any free port: other jobs may be on this node.
        cat > "$own/nats.conf" <<END
        port: -1
        ports_file_dir: "$own"
        authorization { user: p3d, password: "$password" }
        jetstream { store_dir: "$own/js", max_file_store: 20G }
        END
        nats-server -c "$own/nats.conf" -l "$own/nats.log" & server=$!
        for _ in $(seq 150); do
          ports=$(cat "$own"/*.ports 2>/dev/null) && [ -n "$ports" ] && break
          kill -0 "$server" 2>/dev/null || break
          sleep 0.2
        done
        port=$(grep -o 'nats://[^"]*' <<<"$ports" | head -n 1 | grep -o '[0-9]*$')
        [ -n "$port" ] || fail "nats-server did not start: $(tail -n 3 "$own/nats.log")"
        export PIPELINE3D_ON="nats://p3d:$password@$head:$port"
        # For workers of other jobs (pipeline3d slurm --worker); nobody else may read it.
        ( umask 077; printf '%s\n' "$PIPELINE3D_ON" > "$run.on" )

        srun --ntasks-per-node=1 --cpus-per-task="$SLURM_CPUS_PER_TASK" --kill-on-bad-exit=0 --wait=0 --export=ALL \
          {{{Worker(SecondsToLeave - 5)}}} & workers=$!
        "${program[@]}" run{{{Words(RunArguments)}}} \
          --out "$run" --insecure --on-timeout '10 min' & job=$!
        # A signal ends the wait, not the run.
        while told='' && { wait "$job"; code=$?; [ -n "$told" ]; }; do :; done
        exit "$code"
        """ + "\n";

    /// <summary>The script of further workers.</summary>
    public string WorkerScript() => $$$"""
        #!/bin/bash
        # Further workers for a run, as many as you like, at any time: 'sbatch THIS-FILE' or 'sbatch --array=1-10
        # THIS-FILE'. They leave when the run is over; what one that is ended had in work is computed by others.
        {{{Header($"{Name}-worker", 1)}}}
        cd {{{Quote(Folder)}}} || exit 1
        on={{{Quote($"{Out}.on")}}}
        program=({{{Program}}})
        [ -r "$on" ] || { printf '%s: %s is not there: its run is not up\n' "$0" "$on" >&2; exit 1; }
        PIPELINE3D_ON=$(cat "$on")
        export PIPELINE3D_ON
        {{{Worker(Notice - SecondsToLeave)}}} & worker=$!
        pause=''
        trap 'kill -TERM "$worker" 2>/dev/null; kill "$pause" 2>/dev/null' TERM
        while kill -0 "$worker" 2>/dev/null; do
          sleep 5 & pause=$!
          wait "$pause"
          [ "$(cat "$on" 2>/dev/null)" = "$PIPELINE3D_ON" ] && continue
          # The run is over and its server gone: nothing is in work that anybody waits for.
          kill -TERM "$worker" 2>/dev/null
          sleep 5
          kill -KILL "$worker" 2>/dev/null
          exit 0
        done
        kill "$pause" 2>/dev/null
        wait "$worker"
        """ + "\n";

    /// <summary>A text as one word of bash.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private string Worker(int grace) => string.Create(CultureInfo.InvariantCulture,
        $"\"${{program[@]}}\" worker --insecure --places \"$SLURM_CPUS_PER_TASK\" --grace '{grace} s'")
        + Words(WorkerArguments);

    private static string Words(IEnumerable<string> arguments)
        => string.Concat(arguments.Select(argument => $" {Quote(argument)}"));

    private string Header(string name, int nodes) => string.Join('\n', new[]
    {
        $"job-name={name}", string.Create(CultureInfo.InvariantCulture, $"nodes={nodes}"), "ntasks-per-node=1",
        string.Create(CultureInfo.InvariantCulture, $"cpus-per-task={Cores}"), $"mem={Memory}", $"time={Time}",
        // To the script, which ends run and workers in their order.
        string.Create(CultureInfo.InvariantCulture, $"signal=B:TERM@{Notice}"),
    }.Concat(Sbatch).Select(option => $"#SBATCH --{option}"));
}
