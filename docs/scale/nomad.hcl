# A duel as a Nomad batch job, one shard in each allocation, on clients of one class.
# The parts are on a volume that all see; merge and judge them there afterwards:
#
#     tare merge part-*.json -o merged.json && tare gate --replay merged.json
job "tare" {
  type = "batch"

  constraint {
    attribute = "${node.class}"
    value     = "bench"
  }

  group "shards" {
    count = 4

    constraint {
      distinct_hosts = true
    }

    volume "parts" {
      type            = "csi"
      source          = "tare-parts"
      access_mode     = "multi-node-multi-writer"
      attachment_mode = "file-system"
    }

    task "shard" {
      driver       = "exec"
      kill_timeout = "60s"

      # 1 is a regression: the allocation has done its work
      config {
        command = "/bin/sh"
        args = ["-c", "cd /parts && { tare duel --resume --shard auto/4 -o part-$NOMAD_ALLOC_INDEX.json /bench/old /bench/new || [ $? = 1 ]; }"]
      }

      volume_mount {
        volume      = "parts"
        destination = "/parts"
      }

      resources {
        cores  = 2
        memory = 2048
      }
    }
  }
}
